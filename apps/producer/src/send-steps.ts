import { setImmediate as yieldToEvents } from 'node:timers/promises'
import { untilAborted } from '@hops-kafka/cli'
import type { DeliveryReport, OutgoingRecord, Producer } from 'hops-kafka'
import type { SensorEvent, Step } from './events.ts'
import type { Tally } from './tally.ts'

/** A record that remembers its event, so that its report can be told apart. */
export interface EventRecord<T> extends OutgoingRecord<T> {
  readonly event: SensorEvent
  readonly step: number
}

/** Where events go. */
export interface Sending<T> {
  readonly producer: Pick<Producer<T>, 'send' | 'trySend' | 'ready'>
  /** Makes the record's value of an event. */
  readonly toValue: (event: SensorEvent) => T
  readonly tally: Tally
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

/** Who wants to know what became of events. */
export interface Listeners {
  readonly tally: Tally
  /** Told of each event that is in Kafka. */
  readonly onDelivered: () => void
  /** Told of each event that cannot be encoded, or was not delivered. */
  readonly onTrouble: (trouble: Trouble) => void
}

/** So many steps without a pause; signals and the network would not be heard otherwise. */
const STEPS_AT_ONCE = 128

/** Hands every event of every step to the producer, keyed by sensor, as fast as it takes them. */
export async function sendSteps<T>(
  steps: AsyncIterable<Step>,
  { producer, toValue, tally, signal }: Sending<T>,
): Promise<void> {
  for await (const { step, events } of steps) {
    for (const event of events) {
      tally.send(step)
      const { id: key, timestamp } = event
      const record: EventRecord<T> = { key, value: toValue(event), timestamp, event, step }
      while (producer.trySend(record) === undefined) {
        // Without a broker that takes minutes, so a request to stop ends it.
        await untilAborted(producer.ready(), signal)
        if (!signal.aborted) continue
        void producer.send(record)
        break
      }
    }
    tally.reached(step + 1)
    if (step % STEPS_AT_ONCE === 0) await yieldToEvents()
  }
}

/** Counts what became of each record, as the producer reports it. */
export function reportTo<T>({ tally, onDelivered, onTrouble }: Listeners) {
  return ({ record, error }: DeliveryReport<T>): void => {
    const { event, step } = record as EventRecord<T>
    if (error === undefined) {
      tally.deliver(step)
      onDelivered()
      return
    }
    if (error.code === 'ERR_KAFKA_CLOSED') {
      tally.giveUp(step)
      return
    }
    const kind = error.code === 'ERR_KAFKA_SERIALIZE' ? 'discarded' : 'not delivered'
    if (kind === 'discarded') tally.discard(step)
    else tally.fail(step)
    onTrouble({ kind, event, step, error })
  }
}
