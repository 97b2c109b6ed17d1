import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { userPath } from '@hops-kafka/cli'
import { createLivePlot, type LivePlot } from '@hops-kafka/live-plot'
import { createSimulator } from '@hops-kafka/sensor-sim'
import type { Example } from '../example.ts'

const STEPS = 1000

/** Shows the simulated fleet without Kafka: `web`, `term`, or the name of an SVG file. */
export async function run({ args, count = STEPS, signal, say }: Example): Promise<void> {
  const plot = createLivePlot({ title: 'simulated sensors', window: count })
  fill(plot, count)
  const [where = 'web'] = args
  if (where === 'term') plot.toTerminal(process.stderr)
  else if (where === 'web') {
    const { url } = await plot.listen()
    say(`preview: ${url}; Ctrl-C ends it`)
    if (!signal.aborted) await once(signal, 'abort')
  } else {
    const file = userPath(where)
    await writeFile(file, plot.toSvg())
    say(`written to ${file}`)
  }
  await plot.close()
}

function fill(plot: LivePlot, steps: number): void {
  const simulator = createSimulator({ startTimeMs: Date.now() })
  for (const { sensor, step, value } of simulator.readings({ to: steps })) {
    plot.push(sensor, simulator.eventTimeMs(step), value)
  }
}
