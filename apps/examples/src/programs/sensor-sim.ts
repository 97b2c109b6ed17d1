import { createSimulator } from '@hops-kafka/sensor-sim'
import type { Example } from '../example.ts'

const STEPS = 5

/** Prints readings of the guide's eight sensors, some of them late. */
export async function run({ count = STEPS, print, say }: Example): Promise<void> {
  const faults = { late: { probability: 0.2, maxSteps: 2 } }
  const simulator = createSimulator({ seed: 42, startTimeMs: Date.now(), faults })
  const readings = simulator.readings({ to: count })
  for (const { sensor, step, value, injected } of readings) {
    const time = new Date(simulator.eventTimeMs(step)).toISOString()
    print([sensor, time, value.toFixed(3), ...injected].join('  '))
  }
  say(`${readings.injected.late} came late, ${readings.heldBack} are still under way`)
}
