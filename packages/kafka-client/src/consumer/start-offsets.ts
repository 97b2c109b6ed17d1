import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer, Kafka } from 'kafkajs'
import type { Client } from '../connection/cluster.ts'
import { endsWithin } from '../deadline.ts'
import type { PartitionOffset } from './acked-offsets.ts'
import type { Membership } from './group-session.ts'

/** A commit fails while the group rebalances; KafkaJS learns of that by a heartbeat. */
const PATIENCE_MS = 10_000
const PAUSE_MS = 250
const HANG_UP_MS = 150

/** One session of a group member, as far as its start is concerned. */
export interface Starting {
  readonly client: Client
  readonly consumer: Consumer
  readonly membership: Membership
  readonly commit: (offsets: readonly PartitionOffset[]) => Promise<void>
}

/**
 * Begins where the consumer was created, not where KafkaJS finds the end at its first fetch, and commits that where
 * the group has no offset. A session or member that follows goes on there: an end that has moved on since would
 * leave records out.
 */
export class StartOffsets {
  readonly #starting: Starting
  #assignments = 0

  constructor(starting: Starting) {
    this.#starting = starting
  }

  /** Holds an assignment back until it has its offsets; false when it ended before that. */
  async settle(partitions: readonly number[]): Promise<boolean> {
    const { client, consumer, membership } = this.#starting
    const { topic, startAt } = membership
    if (startAt === undefined) return true
    const assignment = ++this.#assignments
    const ended = (): boolean => assignment !== this.#assignments || client.sockets.sealed
    // What KafkaJS has asked for meanwhile is dropped when it arrives.
    consumer.pause([{ topic }])
    for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
      try {
        await this.#commitMissing(startAt, partitions)
      } catch (thrown) {
        if (ended()) return false
        if (Date.now() < deadline) continue
        throw thrown
      }
      if (ended()) return false
      consumer.resume([{ topic }])
      return true
    }
  }

  async #commitMissing(
    startAt: ReadonlyMap<number, bigint>,
    partitions: readonly number[],
  ): Promise<void> {
    const { client, consumer, membership, commit } = this.#starting
    const { topic } = membership
    const missing = await partitionsWithoutOffset(client.kafka, membership)
    const offsets = partitions
      .filter((partition) => missing.has(partition))
      // Of a partition that was added later nothing has been read.
      .map((partition) => ({ partition, offset: startAt.get(partition) ?? 0n }))
    if (offsets.length === 0) return
    await commit(offsets)
    // KafkaJS may have looked up an offset of its own before the commit.
    for (const { partition, offset } of offsets) {
      consumer.seek({ topic, partition, offset: String(offset) })
    }
  }
}

async function partitionsWithoutOffset(
  kafka: Kafka,
  { groupId, topic }: Membership,
): Promise<ReadonlySet<number>> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    const [answer] = await admin.fetchOffsets({ groupId, topics: [topic] })
    const missing = (answer?.partitions ?? []).filter(({ offset }) => Number(offset) < 0)
    return new Set(missing.map(({ partition }) => partition))
  } finally {
    await endsWithin(admin.disconnect(), HANG_UP_MS).catch(() => false)
  }
}
