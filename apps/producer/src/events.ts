import { hostname } from 'node:os'
import { createSimulator, type FaultOptions, type Reading } from '@hops-kafka/sensor-sim'
import type { Flags } from './flags.ts'
import { type Pace, untilDue } from './pace.ts'
import { isInShard, type Shard } from './shard.ts'
import { StepClock } from './step-clock.ts'

/** One record of the guide's schema. */
export interface SensorEvent {
  /** Event time, milliseconds since the epoch. */
  readonly timestamp: number
  /** The sensor's id, also the record's key. */
  readonly id: string
  /** What the sensor read. */
  readonly value: number
}

/** The events of one step, one of each sensor. */
export interface Step {
  readonly step: number
  readonly events: Iterable<SensorEvent>
}

/** What ends the waiting for the next step, and who is told of it. */
export type Waiting = Pick<Pace, 'signal' | 'onIdle'>

/** How late a late reading comes, in steps. */
const MAX_LATE_STEPS = 5

/**
 * The simulated fleet in real time: a step every `delay` seconds, until the last one or until `signal` aborts. Steps
 * are never cut in the middle, so that a run can be resumed at a step.
 */
export async function* liveSteps(flags: Flags, waiting: Waiting): AsyncGenerator<Step> {
  const { signal } = waiting
  const prefix = flags.hostPrefix ? `${hostname()}-` : ''
  const { shard } = flags
  const { readings } = createSimulator({
    sensors: flags.sensors,
    seed: flags.seed,
    faults: faultsOf(flags),
  })
  const end = flags.events < 0 ? Number.POSITIVE_INFINITY : flags.time + flags.events
  const pace = { startedAt: performance.now(), delayMs: flags.delay * 1000, ...waiting }
  const clock = new StepClock({ first: flags.time, delayMs: pace.delayMs, kept: MAX_LATE_STEPS })
  for (let step = flags.time; step < end; step++) {
    await untilDue(step - flags.time, pace)
    if (signal.aborted) return
    clock.reach(step)
    yield {
      step,
      events: stamped(readings({ from: step, to: step + 1 }), { prefix, clock, shard }),
    }
  }
}

function faultsOf({ late, duplicates, dropOuts }: Flags): FaultOptions {
  return {
    ...(late > 0 ? { late: { probability: late, maxSteps: MAX_LATE_STEPS } } : {}),
    ...(duplicates > 0 ? { duplicates: { probability: duplicates } } : {}),
    ...(dropOuts > 0 ? { dropOuts: { probability: dropOuts } } : {}),
  }
}

/** The readings as events: a late one keeps the time of the step it was measured at. */
function* stamped(
  readings: Iterable<Reading>,
  { prefix, clock, shard }: { prefix: string; clock: StepClock; shard: Shard },
): Generator<SensorEvent> {
  for (const { sensor, step, value } of readings) {
    if (!isInShard(sensor, shard)) continue
    yield { timestamp: clock.timeOf(step), id: prefix + sensor, value }
  }
}

/** The event as a line of text, for `--simple`. */
export function asText({ timestamp, id, value }: SensorEvent): string {
  return `${id} ${new Date(timestamp).toISOString()} ${value}`
}
