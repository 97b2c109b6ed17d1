import type { Admin } from 'kafkajs'
import { type Cluster, openCluster } from '../connection/cluster.ts'
import { type KafkaConnection, nonEmpty } from '../connection/connection.ts'
import { ask } from '../connection/describe-topic.ts'

/** Where a partition begins and ends. */
export interface PartitionOffsets {
  readonly partition: number
  /** The oldest record that is still there. */
  readonly earliest: bigint
  /** What the next record will get. */
  readonly latest: bigint
}

/** How far a group has come on a partition. */
export interface GroupOffset extends PartitionOffsets {
  /** The next record that the group will read; undefined while it has committed nothing. */
  readonly committed: bigint | undefined
  /** Records it has not committed yet, of those that are still there. */
  readonly lag: bigint
}

/**
 * Where each partition of a topic begins and ends now, in the order of the partitions.
 * @throws KafkaError `ERR_KAFKA_UNKNOWN_TOPIC`, `ERR_KAFKA_NOT_AUTHORIZED`; what `createProducer` throws of a connection
 */
export async function topicOffsets(
  connection: KafkaConnection,
  topic: string,
): Promise<readonly PartitionOffsets[]> {
  nonEmpty('topic', topic)
  const cluster = await openCluster(connection)
  return ask(cluster, topic, (admin) => bounds(admin, topic))
}

/**
 * How far a group has come on each partition of a topic, whoever its members are; for a lag from outside.
 * @throws KafkaError as {@link topicOffsets}
 */
export async function groupOffsets(
  connection: KafkaConnection,
  { groupId, topic }: { readonly groupId: string; readonly topic: string },
): Promise<readonly GroupOffset[]> {
  nonEmpty('topic', topic)
  nonEmpty('groupId', groupId)
  const cluster: Cluster = await openCluster(connection)
  return ask(cluster, topic, async (admin) => {
    const [partitions, groups] = [
      await bounds(admin, topic),
      await admin.fetchOffsets({ groupId, topics: [topic] }),
    ]
    const committed = new Map(
      groups
        .flatMap((group) => group.partitions)
        .map((each) => [each.partition, BigInt(each.offset)]),
    )
    return partitions.map((partition) => groupOffset(partition, committed.get(partition.partition)))
  })
}

/** Kafka says -1 where there is no commit. */
function groupOffset(partition: PartitionOffsets, offset = -1n): GroupOffset {
  const { earliest, latest } = partition
  const committed = offset < 0n ? undefined : offset
  const from = committed === undefined || committed < earliest ? earliest : committed
  return { ...partition, committed, lag: latest > from ? latest - from : 0n }
}

async function bounds(admin: Admin, topic: string): Promise<readonly PartitionOffsets[]> {
  const offsets = await admin.fetchTopicOffsets(topic)
  return offsets
    .map(({ partition, low, high }) => ({
      partition,
      earliest: BigInt(low),
      latest: BigInt(high),
    }))
    .sort((one, other) => one.partition - other.partition)
}
