import { NULL_KEY } from '../wire/record-batch.ts'
import { sizeOfVarint, writeVarint } from '../wire/varint.ts'
import type { Partitioner } from './partitioner.ts'

/** Keys that are kept; sensors and their like are fewer. */
const MOST_KEYS = 4_096
/** After so many keys that were not among the kept ones, others are. */
const PATIENCE = 16 * MOST_KEYS

/** A key as it is written into a batch, and where it leads. */
export interface RecordKey {
  /** Its length, then its bytes. */
  readonly bytes: Uint8Array
  readonly partition: number
}

/** Keys of one topic: those of the last records need neither be encoded nor hashed again. */
export class RecordKeys {
  readonly #partitioner: Partitioner
  readonly #kept = new Map<string, RecordKey>()
  #missed = 0

  constructor(partitioner: Partitioner) {
    this.#partitioner = partitioner
  }

  /** @throws Error for a key that is neither text nor bytes; what a partitioner of the caller's throws */
  of(key: string | Uint8Array | null | undefined): RecordKey {
    if (typeof key === 'string') return this.#kept.get(key) ?? this.#keep(key)
    if (key === null || key === undefined) {
      return { bytes: NULL_KEY, partition: this.#partitioner.choose(null) }
    }
    if (key instanceof Uint8Array) return this.#written(key)
    throw new Error(`a key is neither text nor bytes but ${typeof key}`)
  }

  /** Partitions were added: every key may lead elsewhere. */
  forget(): void {
    this.#kept.clear()
  }

  #keep(text: string): RecordKey {
    const key = this.#written(Buffer.from(text))
    if (!this.#partitioner.steady || text === '') return key
    if (this.#kept.size >= MOST_KEYS) {
      if (++this.#missed < PATIENCE) return key
      this.#missed = 0
      this.#kept.clear()
    }
    this.#kept.set(text, key)
    return key
  }

  #written(key: Uint8Array): RecordKey {
    const width = sizeOfVarint(key.length)
    const bytes = new Uint8Array(width + key.length)
    writeVarint(key.length, bytes, 0)
    bytes.set(key, width)
    return { bytes, partition: this.#partitioner.choose(key) }
  }
}
