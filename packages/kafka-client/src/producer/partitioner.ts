import { murmur2 } from './murmur2.ts'

/**
 * Chooses a record's partition once, before it is queued, so that no retry can move it: by its key as Kafka's
 * Java client does, and for records without a key one partition until its batch is sent (KIP-480).
 */
export class Partitioner {
  #count: number
  #sticky: number

  constructor(count: number) {
    this.#count = count
    this.#sticky = Math.floor(Math.random() * count)
  }

  get count(): number {
    return this.#count
  }

  /** Partitions can be added to a topic, never taken away. */
  grow(count: number): void {
    if (count > this.#count) this.#count = count
  }

  choose(key: Uint8Array | null): number {
    // toPositive() of the Java client: drops the sign bit.
    return key === null ? this.#sticky : (murmur2(key) & 0x7fffffff) % this.#count
  }

  /** A batch of this partition is on its way: records without a key go to the next one from now on. */
  batchSealed(partition: number): void {
    if (partition === this.#sticky) this.#sticky = (partition + 1) % this.#count
  }
}
