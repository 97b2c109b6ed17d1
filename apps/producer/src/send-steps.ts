import { untilAborted } from '@hops-kafka/cli'
import type { Delivery, OutgoingRecord } from 'hops-kafka'
import type { SensorEvent, Step } from './events.ts'
import type { Tally } from './tally.ts'

/** Where events go, and who wants to know what became of them. */
export interface Sending<T> {
  readonly producer: { send(record: OutgoingRecord<T>): PromiseLike<Delivery> }
  /** Makes the record's value of an event. */
  readonly toValue: (event: SensorEvent) => T
  readonly tally: Tally
  /** Told of each event that is in Kafka. */
  readonly onDelivered: () => void
  /** Told of each event that cannot be encoded, or was not delivered. */
  readonly onTrouble: (trouble: Trouble) => void
  /** Aborted: hand over what is begun without waiting for room. */
  readonly signal: AbortSignal
}

/** An event that did not become a record in Kafka. */
export interface Trouble {
  readonly kind: 'discarded' | 'not delivered'
  readonly event: SensorEvent
  readonly step: number
  readonly error: unknown
}

/**
 * How many records may be on their way at once. More would only queue in memory: the producer sends a thousand or so
 * a request.
 */
const MAX_PENDING = 10_000

/**
 * Sends every event of every step, keyed by sensor.
 *
 * @returns when all are handed over: what to wait for until the tally has counted each of them.
 */
export async function sendSteps<T>(
  steps: AsyncIterable<Step>,
  sending: Sending<T>,
): Promise<readonly Promise<void>[]> {
  const { tally, signal } = sending
  const pending: Promise<void>[] = []
  for await (const { step, events } of steps) {
    for (const event of events) {
      if (pending.length >= MAX_PENDING) await roomIn(pending, signal)
      pending.push(sendOne({ event, step }, sending))
    }
    tally.reached(step + 1)
  }
  return pending
}

/** Waits for the older half; without a broker that takes minutes, so a request to stop ends it. */
async function roomIn(pending: Promise<void>[], signal: AbortSignal): Promise<void> {
  await untilAborted(Promise.resolve(pending[MAX_PENDING / 2]), signal)
  if (!signal.aborted) void pending.splice(0, MAX_PENDING / 2)
}

async function sendOne<T>(
  { event, step }: { event: SensorEvent; step: number },
  { producer, toValue, tally, onDelivered, onTrouble }: Sending<T>,
): Promise<void> {
  tally.send(step)
  try {
    await producer.send({ key: event.id, value: toValue(event), timestamp: event.timestamp })
    tally.deliver(step)
    onDelivered()
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ERR_KAFKA_CLOSED') return tally.giveUp(step)
    const kind = code === 'ERR_KAFKA_SERIALIZE' ? 'discarded' : 'not delivered'
    if (kind === 'discarded') tally.discard(step)
    else tally.fail(step)
    onTrouble({ kind, event, step, error })
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code
}
