import type { ConsumedRecord, Consumer, PartitionPosition } from 'hops-kafka'

/** What was the end may lie behind the last record: a transaction's marker, or a record that was passed over. */
const LOOK_EVERY_MS = 250

/** Says which records lie before what was the end of this member's partitions when the reading began. */
export class UntilEnd {
  readonly #ends: ReadonlyMap<number, bigint>

  /** @throws KafkaError when the brokers cannot be asked */
  static async of(consumer: Consumer<unknown>): Promise<UntilEnd> {
    return new UntilEnd(await consumer.positions())
  }

  constructor(positions: readonly PartitionPosition[]) {
    this.#ends = new Map(positions.map(({ partition, endOffset }) => [partition, endOffset]))
  }

  /** Whether a record was there at the beginning. */
  covers({ partition, offset }: Pick<ConsumedRecord<unknown>, 'partition' | 'offset'>): boolean {
    const end = this.#ends.get(partition)
    return end === undefined || offset < end
  }

  /** Calls back once all of it is read; returns what ends the watch. */
  watch(consumer: Consumer<unknown>, onEnd: () => void): () => void {
    const look = async (): Promise<void> => {
      const positions = await consumer.positions().catch(() => [])
      const isRead = ({ partition, position }: PartitionPosition): boolean =>
        position >= (this.#ends.get(partition) ?? 0n)
      if (positions.length > 0 && positions.every(isRead)) onEnd()
    }
    const timer = setInterval(() => void look(), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }
}
