import type { Cluster as KafkajsCluster } from 'kafkajs'
import type { Cluster } from '../connection/cluster.ts'
import { endOffsets, offsetsAt } from '../connection/describe-topic.ts'
import type { StartPosition } from './options.ts'

/** Of each partition, the offset to begin at. */
export type StartOffsets = ReadonlyMap<number, number>

/**
 * Looks up where each partition begins, as it is now; undefined for `'earliest'`, which is looked up when a partition
 * is begun, since records may be deleted until then.
 * @throws KafkaError `ERR_KAFKA_UNKNOWN_TOPIC`, `ERR_KAFKA_NOT_AUTHORIZED`, `ERR_KAFKA_UNREACHABLE`
 */
export async function startOffsets(
  cluster: Cluster,
  topic: string,
  start: StartPosition,
): Promise<StartOffsets | undefined> {
  if (start === 'earliest') return undefined
  if (start === 'latest') return endOffsets(cluster, topic)
  if ('timestamp' in start) return offsetsAt(cluster, topic, start.timestamp)
  if ('agoMs' in start) return offsetsAt(cluster, topic, Math.max(0, Date.now() - start.agoMs))
  const partitions = (await endOffsets(cluster, topic)).keys()
  return new Map([...partitions].map((partition) => [partition, Number(start.offset)]))
}

/** The first record of each partition that is still there. */
export function earliestOffsets(
  cluster: KafkajsCluster,
  topic: string,
  partitions: readonly number[],
): Promise<StartOffsets> {
  return listOffsets(cluster, { topic, partitions, fromBeginning: true })
}

/** The end of each partition: the offset its next record gets. */
export function latestOffsets(
  cluster: KafkajsCluster,
  topic: string,
  partitions: readonly number[],
): Promise<StartOffsets> {
  return listOffsets(cluster, { topic, partitions, fromBeginning: false })
}

interface Listing {
  readonly topic: string
  readonly partitions: readonly number[]
  readonly fromBeginning: boolean
}

async function listOffsets(
  cluster: KafkajsCluster,
  { topic, partitions, fromBeginning }: Listing,
): Promise<StartOffsets> {
  const wanted = partitions.map((partition) => ({ partition }))
  const topics = await cluster.fetchTopicsOffset([{ topic, partitions: wanted, fromBeginning }])
  const offsets = topics.flatMap(({ partitions: found }) => found)
  return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]))
}
