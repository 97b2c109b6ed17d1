import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import { KafkaError, reasonOf } from '../errors.ts'
import { badRecord, decodeValue, frameOf, type Place } from './decode-record.ts'
import type { HandOff } from './hand-off.ts'
import { keepBeating } from './keep-beating.ts'
import type { BadRecord, ConsumedRecord, ConsumerOptions } from './types.ts'

/** Decodes the batches that KafkaJS fetched and hands their records over, no faster than they are taken. */
export class BatchFeeder<T> {
  readonly #options: ConsumerOptions<T>
  readonly #handOff: HandOff<ConsumedRecord<T>>
  #assignment = 0
  #skipped = 0

  constructor(options: ConsumerOptions<T>, handOff: HandOff<ConsumedRecord<T>>) {
    this.#options = options
    this.#handOff = handOff
  }

  get skipped(): number {
    return this.#skipped
  }

  /** Forgets what was fetched under the assignment before: it is fetched again by whoever has the partition now. */
  newAssignment(): void {
    this.#assignment++
    this.#handOff.clear()
  }

  /** What KafkaJS calls for each batch. Only failing heartbeats leave it as errors: they end the assignment. */
  async feed(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, resolveOffset } = payload
    const assignment = this.#assignment
    const isCurrent = (): boolean =>
      assignment === this.#assignment && !this.#handOff.closed && payload.isRunning()
    const { partition, highWatermark } = batch
    this.#options.onFetch?.({ partition, endOffset: BigInt(highWatermark) })
    let last: string | undefined
    try {
      for (const message of batch.messages) {
        if (this.#handOff.full) await keepBeating(this.#handOff.room(), heartbeat)
        if (!isCurrent()) return
        const record = await this.#decoded(batch, message, heartbeat)
        if (!isCurrent()) return
        if (record !== undefined) this.#handOff.push(record, message.value?.length ?? 0)
        last = message.offset
      }
    } finally {
      // KafkaJS fetches on from here; what is committed is another matter.
      if (last !== undefined && assignment === this.#assignment) resolveOffset(last)
    }
  }

  /** The record, or nothing when it is passed over. */
  #decoded(
    place: Place,
    message: KafkaMessage,
    heartbeat: () => Promise<void>,
  ): ConsumedRecord<T> | undefined | Promise<ConsumedRecord<T> | undefined> {
    const frame = frameOf(place, message)
    const bytes = message.value
    if (bytes === null) return { ...frame, value: null }
    const failed = (cause: unknown): Promise<undefined> =>
      this.#onBad(badRecord(frame, bytes, cause), heartbeat)
    try {
      const value = decodeValue(this.#options.value, bytes)
      if (!(value instanceof Promise)) return { ...frame, value }
      return keepBeating(settled(value), heartbeat).then((outcome) =>
        'failure' in outcome ? failed(outcome.failure) : { ...frame, value: outcome.value },
      )
    } catch (cause) {
      return failed(cause)
    }
  }

  /** Passes over the record, or ends the iteration with it and fetches nothing more until the consumer is closed. */
  async #onBad(bad: BadRecord, heartbeat: () => Promise<void>): Promise<undefined> {
    try {
      if (this.#options.onBadRecord?.(bad) === 'skip' && !bad.error.retriable) {
        this.#skipped++
        return
      }
      this.#handOff.fail(bad.error)
    } catch (cause) {
      this.#handOff.fail(decisionFailed(bad, cause))
    }
    await keepBeating(this.#handOff.end(), heartbeat)
  }
}

type Outcome<V> = { readonly value: V } | { readonly failure: unknown }

/** Keeps a failure of the deserializer apart from one of the heartbeat. */
function settled<V>(work: Promise<V>): Promise<Outcome<V>> {
  return work.then(
    (value) => ({ value }),
    (failure) => ({ failure }),
  )
}

function decisionFailed({ topic, partition, offset }: BadRecord, cause: unknown): KafkaError {
  return new KafkaError('ERR_KAFKA_BAD_RECORD', {
    what: `onBadRecord failed for record ${topic}-${partition}@${offset}`,
    because: reasonOf(cause),
    fix: "Have it return 'skip' or 'fail'",
    cause,
  })
}
