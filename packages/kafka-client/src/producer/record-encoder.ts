import { badOption } from '../connection/connection.ts'
import { KafkaError, reasonOf } from '../errors.ts'
import type { Partitioner } from './partitioner.ts'
import type { EncodedRecord } from './pending-record.ts'
import type { OutgoingHeader, OutgoingRecord, Serializer } from './types.ts'
import { ValueEncoder } from './value-encoder.ts'

/** Lengths, deltas, attributes and a share of the batch header. */
const RECORD_OVERHEAD_BYTES = 70

/** What records are encoded with and checked against. */
export interface RecordEncoderOptions<T> {
  readonly topic: string
  readonly value: Serializer<T>
  readonly partitioner: Partitioner
  readonly deliveryTimeoutMs: number
}

/** Checks a record and turns it into bytes of its own, before anything is queued. */
export class RecordEncoder<T> {
  readonly #options: RecordEncoderOptions<T>
  readonly #values: ValueEncoder<T>

  constructor(options: RecordEncoderOptions<T>) {
    this.#options = options
    this.#values = new ValueEncoder(options.value)
  }

  /** @throws KafkaError `ERR_KAFKA_SERIALIZE`, `ERR_KAFKA_BAD_OPTION` */
  encode(record: OutgoingRecord<T>): EncodedRecord<T> {
    try {
      return this.#encoded(record)
    } catch (cause) {
      if (cause instanceof KafkaError) throw cause
      throw new KafkaError('ERR_KAFKA_SERIALIZE', {
        what: `cannot encode a record for topic '${this.#options.topic}'`,
        because: reasonOf(cause),
        fix: 'Correct the record, or the schema its value is written with',
        cause,
      })
    }
  }

  #encoded(record: OutgoingRecord<T>): EncodedRecord<T> {
    const now = Date.now()
    const { partition, timestamp = now } = record
    if (partition !== undefined) this.#checkPartition(partition)
    if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
      throw badOption('timestamp', timestamp, 'Give whole milliseconds since the epoch')
    }
    const key = toBytes(record.key)
    const value = record.value === null ? null : this.#values.encode(record.value)
    const headers = (record.headers ?? []).map(toHeader)
    const size = headers.reduce(
      (sum, header) => sum + header.key.length + header.value.length + 8,
      0,
    )
    return {
      source: record,
      key,
      value,
      headers,
      timestamp,
      size: size + RECORD_OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0),
      deadline: now + this.#options.deliveryTimeoutMs,
    }
  }

  #checkPartition(partition: number): void {
    const { count } = this.#options.partitioner
    if (Number.isInteger(partition) && partition >= 0 && partition < count) return
    const fix = `Topic '${this.#options.topic}' has partitions 0 to ${count - 1}`
    throw badOption('partition', partition, fix)
  }
}

function toHeader({ key, value }: OutgoingHeader): { key: string; value: Buffer } {
  const bytes = toBytes(value)
  if (typeof key !== 'string' || bytes === null) throw new Error('a header lacks its key or value')
  return { key, value: bytes }
}

function toBytes(data: string | Uint8Array | null | undefined): Buffer | null {
  if (data === null || data === undefined) return null
  if (typeof data === 'string') return Buffer.from(data)
  if (data instanceof Uint8Array) return Buffer.from(data)
  throw new Error(`a key or header is neither text nor bytes but ${typeof data}`)
}
