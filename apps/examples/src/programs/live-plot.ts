import { setTimeout as sleep } from 'node:timers/promises'
import { createLivePlot } from '@hops-kafka/live-plot'
import type { Example } from '../example.ts'

const PAUSE_MS = 100

/** Plots numbers of one's own in the browser and in the terminal: no Kafka. */
export async function run({ count, signal, say }: Example): Promise<void> {
  const plot = createLivePlot({ title: 'waves', unit: 'V' })
  const { url } = await plot.listen()
  say(`plot: ${url}`)
  plot.toTerminal(process.stderr)
  const end = count ?? Number.POSITIVE_INFINITY
  for (let step = 0; step < end && !signal.aborted; step++) {
    plot.push('sine', Date.now(), Math.sin(step / 10))
    plot.push('saw', Date.now(), (step % 20) / 20)
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
  }
  await plot.close()
}
