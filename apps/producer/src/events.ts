import { hostname } from 'node:os'
import { createSimulator } from '@hops-kafka/sensor-sim'
import type { Flags } from './flags.ts'
import { type Pace, untilDue } from './pace.ts'

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

/**
 * The simulated fleet in real time: a step every `delay` seconds, stamped with the current time, until the last one or
 * until `signal` aborts. Steps are never cut in the middle, so that a run can be resumed at a step.
 */
export async function* liveSteps(flags: Flags, waiting: Waiting): AsyncGenerator<Step> {
  const { signal } = waiting
  const prefix = flags.hostPrefix ? `${hostname()}-` : ''
  const { readings } = createSimulator({ sensors: flags.sensors, seed: flags.seed })
  const end = flags.events < 0 ? Number.POSITIVE_INFINITY : flags.time + flags.events
  const pace = { startedAt: performance.now(), delayMs: flags.delay * 1000, ...waiting }
  for (let step = flags.time; step < end; step++) {
    await untilDue(step - flags.time, pace)
    if (signal.aborted) return
    yield { step, events: stamped(readings({ from: step, to: step + 1 }), prefix) }
  }
}

function* stamped(
  readings: Iterable<{ readonly sensor: string; readonly value: number }>,
  prefix: string,
): Generator<SensorEvent> {
  const timestamp = Date.now()
  for (const { sensor, value } of readings) yield { timestamp, id: prefix + sensor, value }
}

/** The event as a line of text, for `--simple`. */
export function asText({ timestamp, id, value }: SensorEvent): string {
  return `${id} ${new Date(timestamp).toISOString()} ${value}`
}
