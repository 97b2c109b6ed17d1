import { type Cluster, openCluster } from '../connection/cluster.ts'
import { badOption, type KafkaConnection, nonEmpty } from '../connection/connection.ts'
import { countPartitions, endOffsets } from '../connection/describe-topic.ts'
import { kafkajsFault } from '../connection/kafkajs-fault.ts'
import type { KafkaError } from '../errors.ts'
import { AckedOffsets } from './acked-offsets.ts'
import { BatchFeeder } from './batch-feeder.ts'
import { Committer } from './committer.ts'
import { HandOff } from './hand-off.ts'
import { Supervisor } from './supervisor.ts'
import { TopicConsumer } from './topic-consumer.ts'
import type { ConsumedRecord, Consumer, ConsumerOptions } from './types.ts'

/** Records decoded ahead of the loop, and the bytes their values had. */
const AHEAD = { items: 1_000, bytes: 32 * 1024 * 1024 }
/** A group that rebalances waits up to 30 s for members that are gone. */
const JOIN_TIMEOUT_MS = 45_000

/**
 * A consumer of one topic that has joined its group. When the membership is lost, for example because a broker
 * went away, it is sought again for two minutes; if in vain, the iteration throws.
 * @throws KafkaError `ERR_KAFKA_BAD_OPTION`, `ERR_KAFKA_CREDENTIALS`, `ERR_KAFKA_UNREACHABLE`, `ERR_KAFKA_NOT_TLS`,
 *   `ERR_KAFKA_TLS_*`, `ERR_KAFKA_UNKNOWN_TOPIC`, `ERR_KAFKA_NOT_AUTHORIZED`, `ERR_KAFKA_GROUP`
 */
export async function createConsumer<T>(
  connection: KafkaConnection,
  options: ConsumerOptions<T>,
): Promise<Consumer<T>> {
  nonEmpty('topic', options.topic)
  nonEmpty('groupId', options.groupId)
  const start = options.start ?? 'earliest'
  if (start !== 'earliest' && start !== 'latest') {
    throw badOption('start', start, "Give 'earliest' or 'latest'")
  }
  const cluster = await openCluster(connection)
  await countPartitions(cluster, options.topic)
  const startAt = start === 'latest' ? await endOffsets(cluster, options.topic) : undefined
  const handOff = new HandOff<ConsumedRecord<T>>(AHEAD)
  const feeder = new BatchFeeder<T>(options, handOff)
  const acked = new AckedOffsets()
  const committer = new Committer(acked, (offsets) => supervisor.commit(offsets), cluster.log)
  const membership = {
    topic: options.topic,
    groupId: options.groupId,
    startAt,
    onBatch: (payload: Parameters<typeof feeder.feed>[0]) => feeder.feed(payload),
    onJoin: (partitions: readonly number[]) => {
      feeder.newAssignment()
      acked.clear()
      options.onAssignment?.(partitions)
      options.onHeartbeat?.()
    },
    onHeartbeat: () => options.onHeartbeat?.(),
    onRebalance: () => void committer.commitQuietly(),
    faultOf: (thrown: unknown) => groupFault(cluster, options, thrown),
  }
  const supervisor = new Supervisor(cluster, membership, (error) => handOff.fail(error))
  await supervisor.join(JOIN_TIMEOUT_MS)
  committer.start()
  return new TopicConsumer<T>({ handOff, feeder, acked, committer, supervisor })
}

function groupFault(
  { principal, bootstrap }: Cluster,
  { topic, groupId }: Pick<ConsumerOptions<unknown>, 'topic' | 'groupId'>,
  thrown: unknown,
): KafkaError {
  const what = `cannot consume topic '${topic}' in group '${groupId}'`
  return kafkajsFault(thrown, { what, topic, groupId, principal, bootstrap })
}
