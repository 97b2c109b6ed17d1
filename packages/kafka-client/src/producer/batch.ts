import { KafkaError } from '../errors.ts'
import { kafkaChannels } from '../metrics/channels.ts'
import type { RecordBatch, Stamp } from '../wire/record-batch.ts'
import type { Deliveries, Stored } from './deliveries.ts'

/** One batch of a partition, from its first record until the last one has ended. */
export class Batch {
  readonly records: RecordBatch
  readonly deliveries: Deliveries
  /** The place of the first record among the deliveries; not 0 in a part of what was split. */
  readonly #first: number
  /** Place among the batches of its partition; parts of one batch share it. */
  readonly order: number
  readonly openedAt: number
  /** When to give up, in ms since the epoch: that of the newest record. */
  deadline = 0
  /** How often it was sent. */
  tries = 0
  /** Whether an attempt may have stored it and nobody said so. */
  unknown = false
  /** What the last attempt failed of. */
  fault: KafkaError | undefined
  #stamped: Stamp | undefined
  #ended = false

  constructor(of: {
    readonly records: RecordBatch
    readonly deliveries: Deliveries
    readonly order: number
    readonly openedAt: number
    readonly first?: number
  }) {
    this.records = of.records
    this.deliveries = of.deliveries
    this.order = of.order
    this.openedAt = of.openedAt
    this.#first = of.first ?? 0
  }

  get count(): number {
    return this.records.count
  }

  /** Whether the fate of its records has been told. */
  get ended(): boolean {
    return this.#ended
  }

  /** Whether its bytes are fixed. */
  get stamped(): Stamp | undefined {
    return this.#stamped
  }

  /** The bytes that travel. */
  get bytes(): Buffer {
    return this.records.buffer.subarray(0, this.records.size)
  }

  stamp(stamp: Stamp): void {
    this.records.stamp(stamp)
    this.#stamped = stamp
  }

  /** To be stamped anew, which only what was never stored may be. */
  unstamp(): void {
    this.#stamped = undefined
  }

  /** Two batches in place of this one, whose bytes are fixed as this one's were. */
  split(): readonly [Batch, Batch] {
    const middle = this.count >> 1
    const [front, back] = this.records.split(middle)
    const part = (records: RecordBatch, first: number): Batch => {
      const { deliveries, order, openedAt } = this
      const batch = new Batch({ records, deliveries, order, openedAt, first: this.#first + first })
      batch.deadline = this.deadline
      batch.tries = this.tries
      batch.fault = this.fault
      const stamp = this.#stamped
      if (stamp !== undefined) {
        batch.stamp({ ...stamp, sequence: nextSequence(stamp.sequence, first) })
      }
      return batch
    }
    return [part(front, 0), part(back, middle)]
  }

  /** Tells the fate of all its records, once. */
  end(outcome: Stored | KafkaError): void {
    if (this.#ended) return
    this.#ended = true
    if (kafkaChannels.produce.hasSubscribers) this.#publish(outcome)
    this.deliveries.end(this.#first, this.#first + this.count, outcome)
  }

  #publish(outcome: Stored | KafkaError): void {
    const { topic, partition } = this.deliveries
    kafkaChannels.produce.publish({
      topic,
      partition,
      records: this.count,
      bytes: this.records.size,
      durationMs: Date.now() - this.openedAt,
      attempts: this.tries,
      ...(outcome instanceof KafkaError ? { error: outcome } : {}),
    })
  }
}

/** Sequences go on from 0 behind 2^31 - 1; without idempotence they stay at -1. */
export function nextSequence(sequence: number, count: number): number {
  return sequence < 0 ? sequence : (sequence + count) % 2 ** 31
}
