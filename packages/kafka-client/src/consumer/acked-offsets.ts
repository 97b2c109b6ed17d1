/** An offset to commit: the one after the last record handled, as Kafka counts. */
export interface PartitionOffset {
  readonly partition: number
  readonly offset: bigint
}

interface Progress {
  /** The last record handed out. */
  delivered: bigint
  /** The next offset to begin at, by what was acknowledged and by what the group has taken. */
  acked: bigint
  committed: bigint
}

/** How far the application has come on each partition of one assignment. */
export class AckedOffsets {
  readonly #partitions = new Map<number, Progress>()

  delivered(partition: number, offset: bigint): void {
    const progress = this.#partitions.get(partition)
    if (progress === undefined) {
      this.#partitions.set(partition, { delivered: offset, acked: offset, committed: offset })
    } else if (offset > progress.delivered) {
      progress.delivered = offset
    }
  }

  /** Counts only what was handed out in this assignment: another member may have the partition since. */
  ack(partition: number, offset: bigint): void {
    const progress = this.#partitions.get(partition)
    if (progress === undefined || offset > progress.delivered) return
    if (offset >= progress.acked) progress.acked = offset + 1n
  }

  /** What was acknowledged and is not committed. */
  pending(): readonly PartitionOffset[] {
    const pending: PartitionOffset[] = []
    for (const [partition, { acked, committed }] of this.#partitions) {
      if (acked > committed) pending.push({ partition, offset: acked })
    }
    return pending
  }

  committed(offsets: readonly PartitionOffset[]): void {
    for (const { partition, offset } of offsets) {
      const progress = this.#partitions.get(partition)
      if (progress !== undefined && offset > progress.committed) progress.committed = offset
    }
  }

  /** A new assignment begins: it starts at what the group has committed. */
  clear(): void {
    this.#partitions.clear()
  }
}
