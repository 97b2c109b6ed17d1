import { crc32 } from 'node:zlib'
import { badOption } from '../connection/connection.ts'
import type { KafkaError } from '../errors.ts'
import { murmur2 } from './murmur2.ts'

/**
 * How records find their partition:
 * - `'murmur2'`: by key as Kafka's Java clients;
 * - `'crc32'`: by key as librdkafka's default, so that records of a Python or C producer lie beside these;
 * - a function of the key (`null` where there is none) and of the number of partitions.
 *
 * With the first two, records without a key go to one partition until its batch is sent (KIP-480).
 */
export type Partitioning =
  | 'murmur2'
  | 'crc32'
  | ((key: Uint8Array | null, partitions: number) => number)

/** Chooses a record's partition once, before it is written, so that no retry can move it. */
export class Partitioner {
  readonly #by: Partitioning
  #count: number
  /** Where records without a key go at present. */
  #sticky: number
  /** Whether one has gone there. */
  #used = false

  constructor(count: number, by: Partitioning = 'murmur2') {
    this.#count = count
    this.#by = by
    this.#sticky = Math.floor(Math.random() * count)
  }

  get count(): number {
    return this.#count
  }

  /** Partitions can be added to a topic, never taken away. */
  grow(count: number): void {
    if (this.#count === 0) this.#sticky = Math.floor(Math.random() * count)
    if (count > this.#count) this.#count = count
  }

  /** @throws KafkaError `ERR_KAFKA_BAD_OPTION` when a function of the caller's names no partition */
  choose(key: Uint8Array | null): number {
    if (typeof this.#by === 'function') return this.check(this.#by(key, this.#count))
    if (key === null) return this.#stick()
    // toPositive() of the Java client: drops the sign bit.
    if (this.#by === 'murmur2') return (murmur2(key) & 0x7fffffff) % this.#count
    // librdkafka spreads empty keys as if there were none.
    return key.length === 0 ? this.#stick() : crc32(key) % this.#count
  }

  /** Whether the same key finds the same partition as long as no partition is added. */
  get steady(): boolean {
    return typeof this.#by !== 'function'
  }

  /** A partition that the caller names. @throws KafkaError `ERR_KAFKA_BAD_OPTION` */
  check(partition: number): number {
    if (Number.isInteger(partition) && partition >= 0 && partition < this.#count) return partition
    throw this.#noPartition(partition)
  }

  /**
   * A batch of this partition is on its way: records without a key go to the next one from now on, past those in
   * trouble if there is another.
   */
  batchSealed(partition: number, inTrouble: (partition: number) => boolean = () => false): void {
    // A batch of records with keys only does not pass the turn on: batches of all partitions leave one after another,
    // and would pass it on until it is where it was.
    if (partition !== this.#sticky || !this.#used) return
    this.#used = false
    for (let step = 1; step <= this.#count; step++) {
      this.#sticky = (partition + step) % this.#count
      if (!inTrouble(this.#sticky)) return
    }
    this.#sticky = (partition + 1) % this.#count
  }

  #stick(): number {
    this.#used = true
    return this.#sticky
  }

  #noPartition(partition: number): KafkaError {
    return badOption('partition', partition, `The topic has partitions 0 to ${this.#count - 1}`)
  }
}
