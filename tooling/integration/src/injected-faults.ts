import { createSimulator } from '@hops-kafka/sensor-sim'

/** A producer's run: its flags `--seed`, `-e`, and one share for each kind of fault. */
export interface FaultyRun {
  readonly seed: number
  readonly steps: number
  readonly share: number
}

/** What a plot should have counted of one sensor. */
export interface FaultCounts {
  count: number
  late: number
  duplicates: number
  gaps: number
}

/** The producer's own; see its `--late`. */
const MAX_LATE_STEPS = 5

/** What the simulator did to each sensor in such a run, by its own account. */
export function injectedFaults({ seed, steps, share }: FaultyRun): Map<string, FaultCounts> {
  const faults = {
    late: { probability: share, maxSteps: MAX_LATE_STEPS },
    duplicates: { probability: share },
    dropOuts: { probability: share },
  }
  const simulator = createSimulator({ seed, faults })
  const expected = new Map<string, FaultCounts>()
  simulator.sensors.forEach(({ id }, sensor) => {
    const marks = Array.from({ length: steps }, (_, step) => simulator.faultsAt(sensor, step))
    const gaps = marks.filter(({ dropped }) => dropped).length
    expected.set(id, { count: 0, late: 0, duplicates: 0, gaps })
  })
  for (const { sensor, injected } of simulator.readings({ to: steps })) {
    const own = expected.get(sensor)
    if (own === undefined) throw new Error(`an unknown sensor ${sensor}`)
    own.count++
    if (injected.includes('duplicate')) own.duplicates++
    else if (injected.includes('late')) own.late++
  }
  return expected
}
