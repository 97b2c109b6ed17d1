import { KafkaError } from '../errors.ts'
import type { Compression } from '../wire/compression/codecs.ts'
import { RecordBatch, type WriteValue } from '../wire/record-batch.ts'
import type { Account } from './account.ts'
import { Batch } from './batch.ts'
import type { BufferPool } from './buffer-pool.ts'
import { Deliveries, type Reporter } from './deliveries.ts'

/** One record, taken apart for the batch. */
export interface RecordParts<T> {
  readonly timestamp: number
  readonly key: Uint8Array
  readonly value: T | null
  readonly write: WriteValue<T>
  readonly headers: Uint8Array
  readonly deadline: number
}

/** What a filler works with. */
export interface FillerSettings {
  readonly compression: Compression
  readonly pool: BufferPool
  readonly account: Account
  readonly report: Reporter | undefined
}

/** Writes the records of one partition into its open batch, and closes that when it is full. */
export class BatchFiller {
  readonly #topic: string
  readonly #partition: number
  readonly #settings: FillerSettings
  /** Told of a batch that is closed because it is full. */
  readonly #onFull: (batch: Batch) => void
  #open: Batch | undefined
  #order = 0

  constructor(
    topic: string,
    partition: number,
    settings: FillerSettings,
    onFull: (batch: Batch) => void,
  ) {
    this.#topic = topic
    this.#partition = partition
    this.#settings = settings
    this.#onFull = onFull
  }

  /** The batch that takes records, with at least one in it; none before the first record and after each closing. */
  get open(): Batch | undefined {
    return this.#open
  }

  /**
   * Writes a record behind the others, or into a new batch; it is the last one of the batch returned.
   * @throws KafkaError `ERR_KAFKA_SERIALIZE` for a value that no buffer is large enough for; what `write` throws
   */
  append<T>(record: RecordParts<T>, now: number): Batch {
    const { timestamp, key, value, write, headers, deadline } = record
    let batch = this.#open ?? this.#begin(now)
    try {
      while (!batch.records.append(timestamp, key, value, write, headers)) {
        batch = this.#makeRoom(batch, now)
      }
    } catch (error) {
      if (this.#open?.count === 0) this.#discard(this.#open)
      throw error
    }
    if (batch.count === 1) batch.deliveries.baseTimestamp = timestamp
    if (deadline > batch.deadline) batch.deadline = deadline
    this.#settings.account.records++
    return batch
  }

  /** Takes the open batch out, compressed. */
  close(): Batch | undefined {
    const batch = this.#open
    this.#open = undefined
    batch?.records.compress(this.#settings.compression)
    return batch
  }

  #begin(now: number): Batch {
    const { pool, account, report } = this.#settings
    const records = new RecordBatch(pool.first())
    const deliveries = new Deliveries(this.#topic, this.#partition, report)
    account.heldBytes += records.capacity
    this.#open = new Batch({ records, deliveries, order: this.#order++, openedAt: now })
    return this.#open
  }

  /** Drops a batch whose first record could not be written. */
  #discard({ records }: Batch): void {
    const { pool, account } = this.#settings
    this.#open = undefined
    account.heldBytes -= records.capacity
    pool.free(records.buffer)
  }

  /** The batch to try a record with that does not fit into this one. */
  #makeRoom(batch: Batch, now: number): Batch {
    const larger = this.#settings.pool.larger(batch.records.buffer)
    if (larger !== undefined) return this.#move(batch, larger)
    if (batch.count === 0) return this.#move(batch, twice(batch.records.capacity))
    this.close()
    this.#onFull(batch)
    return this.#begin(now)
  }

  #move(batch: Batch, larger: Buffer): Batch {
    const { pool, account } = this.#settings
    account.heldBytes += larger.length - batch.records.capacity
    pool.free(batch.records.moveTo(larger))
    return batch
  }
}

/** Kafka's own limits are far below; a serializer that never finds room would loop otherwise. */
const LARGEST_RECORD_BYTES = 256 * 1024 * 1024

function twice(capacity: number): Buffer {
  if (capacity < LARGEST_RECORD_BYTES) return Buffer.allocUnsafeSlow(capacity * 2)
  throw new KafkaError('ERR_KAFKA_SERIALIZE', {
    what: 'cannot encode a record',
    because: `it needs more than ${LARGEST_RECORD_BYTES} bytes`,
    fix: 'Send less in one record',
  })
}
