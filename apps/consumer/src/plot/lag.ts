import type { ConsumedRecord, FetchedBatch } from 'hops-kafka'

/** How much of the partitions that this member reads is still to be read. */
export class Lag {
  /** Of each partition, the offset at which it ends and the one to be read next. */
  readonly #ends = new Map<number, bigint>()
  readonly #next = new Map<number, bigint>()
  #partitions: number | null = null

  /** Partitions of this member; null before it has joined. */
  get partitions(): number | null {
    return this.#partitions
  }

  /** Records to be read in the partitions that were fetched from; null before the first fetch. */
  get records(): number | null {
    if (this.#ends.size === 0) return null
    let sum = 0n
    for (const [partition, end] of this.#ends) {
      const next = this.#next.get(partition) ?? end
      if (end > next) sum += end - next
    }
    return Number(sum)
  }

  /** The member has joined: what it knew of its old partitions is void. */
  assigned(partitions: readonly number[]): void {
    this.#partitions = partitions.length
    this.#ends.clear()
    this.#next.clear()
  }

  fetched({ partition, endOffset }: FetchedBatch): void {
    this.#ends.set(partition, endOffset)
  }

  /** This record, and with it all before it in its partition, has been read. */
  taken({ partition, offset }: Pick<ConsumedRecord<unknown>, 'partition' | 'offset'>): void {
    this.#next.set(partition, offset + 1n)
  }
}
