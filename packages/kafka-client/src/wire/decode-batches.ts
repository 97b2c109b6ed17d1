import {
  ATTRIBUTES_AT,
  BASE_TIMESTAMP_AT,
  BATCH_HEADER_BYTES,
  COUNT_AT,
  CRC_AT,
  LAST_OFFSET_DELTA_AT,
  LEADER_EPOCH_AT,
  LENGTH_AT,
  MAGIC,
  MAGIC_AT,
  MAX_TIMESTAMP_AT,
  PRODUCER_ID_AT,
} from './batch-layout.ts'
import { corrupt } from './corrupt.ts'
import { crc32c } from './crc32c.ts'

const COMPRESSION_BITS = 0b111
const LOG_APPEND_TIME_BIT = 1 << 3
const TRANSACTIONAL_BIT = 1 << 4
const CONTROL_BIT = 1 << 5

/**
 * One whole record batch (message format 2) where it lies.
 * @see https://kafka.apache.org/documentation/#recordbatch
 */
export class RecordBatch {
  /** What the batch lies in, from `start` to `end`. */
  readonly bytes: Buffer
  readonly start: number
  readonly end: number

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes
    this.start = start
    this.end = end
  }

  get size(): number {
    return this.end - this.start
  }

  get baseOffset(): number {
    return readInt64(this.bytes, this.start)
  }

  get lastOffset(): number {
    return this.baseOffset + this.bytes.readInt32BE(this.start + LAST_OFFSET_DELTA_AT)
  }

  /** Number of its codec; 0 for none. */
  get compression(): number {
    return this.#attributes & COMPRESSION_BITS
  }

  get isTransactional(): boolean {
    return (this.#attributes & TRANSACTIONAL_BIT) !== 0
  }

  /** Whether it holds a marker of Kafka's own instead of records. */
  get isControl(): boolean {
    return (this.#attributes & CONTROL_BIT) !== 0
  }

  get producerId(): bigint {
    return this.bytes.readBigInt64BE(this.start + PRODUCER_ID_AT)
  }

  get baseTimestamp(): number {
    return approximateInt64(this.bytes, this.start + BASE_TIMESTAMP_AT)
  }

  /** The time of every record where the broker stamps them; undefined where each has its own. */
  get appendTimestamp(): number | undefined {
    const isBrokers = (this.#attributes & LOG_APPEND_TIME_BIT) !== 0
    return isBrokers ? approximateInt64(this.bytes, this.start + MAX_TIMESTAMP_AT) : undefined
  }

  get count(): number {
    return this.bytes.readInt32BE(this.start + COUNT_AT)
  }

  /** @throws KafkaError `ERR_KAFKA_CORRUPT` where the batch is not as it was written */
  check(): void {
    const told = this.bytes.readUInt32BE(this.start + CRC_AT)
    const found = crc32c(this.bytes, this.start + ATTRIBUTES_AT, this.end)
    if (told !== found) {
      const [is, should] = [found, told].map((sum) => sum.toString(16).padStart(8, '0'))
      throw corrupt(`the batch at offset ${this.baseOffset} has the CRC ${is} instead of ${should}`)
    }
    if (this.lastOffset < this.baseOffset || this.count < 0) {
      throw corrupt(`the batch at offset ${this.baseOffset} counts ${this.count} records`)
    }
  }

  get #attributes(): number {
    return this.bytes.readInt16BE(this.start + ATTRIBUTES_AT)
  }
}

/**
 * Takes what was fetched apart and checks each batch. A batch that is cut off at the end, as it happens where a
 * fetch is full, is left for the next fetch.
 * @throws KafkaError `ERR_KAFKA_CORRUPT`
 */
export function splitBatches(records: Buffer): readonly RecordBatch[] {
  const batches: RecordBatch[] = []
  for (let start = 0; records.length - start >= BATCH_HEADER_BYTES; ) {
    const length = records.readInt32BE(start + LENGTH_AT)
    if (length < BATCH_HEADER_BYTES - LEADER_EPOCH_AT) {
      throw corrupt(`a batch of ${length} bytes cannot be one`)
    }
    const end = start + LEADER_EPOCH_AT + length
    if (end > records.length) break
    const magic = records[start + MAGIC_AT] as number
    // An older format, which is read by who finds a fetch begin in it.
    if (magic < MAGIC && start > 0) break
    if (magic !== MAGIC) throw corrupt(`a batch has the format ${magic}`)
    const batch = new RecordBatch(records, start, end)
    batch.check()
    batches.push(batch)
    start = end
  }
  return batches
}

function readInt64(bytes: Buffer, at: number): number {
  const value = approximateInt64(bytes, at)
  if (!Number.isSafeInteger(value)) throw corrupt(`it holds the number ${value}, beyond 2^53`)
  return value
}

/** Exact up to 2^53; some producers stamp in nanoseconds, which is beyond. */
function approximateInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
}
