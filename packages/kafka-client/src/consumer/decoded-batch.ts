import { KafkaError } from '../errors.ts'
import type { RecordColumns } from '../wire/decode-records.ts'
import { makeRecord } from './make-record.ts'
import type { ConsumedRecord, RecordBatch, RecordHeader } from './types.ts'

/** Which records of which batch. */
export interface BatchPart<T> {
  readonly topic: string
  readonly partition: number
  readonly columns: RecordColumns
  /** Index in `columns` of the first one. */
  readonly from: number
  readonly values: readonly (T | null)[]
}

/** {@link RecordBatch}: consecutive records of a batch as it was written; all of it, unless one cannot be decoded. */
export class DecodedBatch<T> implements RecordBatch<T> {
  readonly topic: string
  readonly partition: number
  readonly values: readonly (T | null)[]
  readonly #columns: RecordColumns
  readonly #from: number

  constructor({ topic, partition, columns, from, values }: BatchPart<T>) {
    this.topic = topic
    this.partition = partition
    this.values = values
    this.#columns = columns
    this.#from = from
  }

  get firstOffset(): bigint {
    return this.offset(0)
  }

  get lastOffset(): bigint {
    return this.offset(this.values.length - 1)
  }

  offset(index: number): bigint {
    return BigInt(this.#columns.offset(this.#at(index)))
  }

  timestamp(index: number): number {
    return this.#columns.timestamp(this.#at(index))
  }

  key(index: number): Uint8Array | null {
    return this.#columns.key(this.#at(index))
  }

  headers(index: number): readonly RecordHeader[] {
    return this.#columns.headers(this.#at(index))
  }

  *[Symbol.iterator](): Generator<ConsumedRecord<T>, void, void> {
    const { topic, partition } = this
    for (const [index, value] of this.values.entries()) {
      yield makeRecord<T | null>(
        { topic, partition, columns: this.#columns, index: this.#from + index },
        value,
      ) as ConsumedRecord<T>
    }
  }

  #at(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.values.length)
      return this.#from + index
    throw new KafkaError('ERR_KAFKA_BAD_OPTION', {
      what: `no record ${index} in a batch of ${this.topic}-${this.partition}`,
      because: `it has ${this.values.length}`,
      fix: 'Go by the indexes of values',
    })
  }
}
