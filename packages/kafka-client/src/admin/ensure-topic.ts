import { openCluster } from '../connection/cluster.ts'
import {
  type KafkaConnection,
  nonEmpty,
  refusedOption,
  wholeNumber,
} from '../connection/connection.ts'
import { ask, countPartitions } from '../connection/describe-topic.ts'
import { KafkaError } from '../errors.ts'

/** A topic that there is to be. */
export interface WantedTopic {
  readonly topic: string
  /** The least number of partitions. @default 1 */
  readonly partitions?: number
  /** On how many brokers each is kept, where the topic is created. @default the cluster's own default, from Kafka 2.4 on (KIP-464); before, give it */
  readonly replicas?: number
  /** Settings of a topic that is created, for example `{ 'retention.ms': '86400000' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A topic that there is. */
export interface EnsuredTopic {
  readonly created: boolean
  readonly partitions: number
}

/** For the cluster to decide (KIP-464). */
const CLUSTERS_DEFAULT = -1

/**
 * Creates a topic unless it is there, and checks that it has enough partitions: those of an existing topic are left
 * alone, since more of them would move keys elsewhere.
 *
 * On Hopsworks the brokers let nobody create a topic whose project does not know it: create it through the REST API.
 *
 * @throws KafkaError `ERR_KAFKA_NOT_AUTHORIZED`; `ERR_KAFKA_BAD_OPTION` when the topic has fewer partitions;
 *   what `createProducer` throws of a connection
 */
export async function ensureTopic(
  connection: KafkaConnection,
  wanted: WantedTopic,
): Promise<EnsuredTopic> {
  const topic = nonEmpty('topic', wanted.topic)
  const numPartitions = wholeNumber('partitions', wanted.partitions ?? 1, 1)
  const replicas = wanted.replicas && wholeNumber('replicas', wanted.replicas, 1)
  const cluster = await openCluster(connection)
  const configEntries = Object.entries(wanted.settings ?? {}).map(([name, value]) => ({
    name,
    value,
  }))
  const spec = {
    topic,
    numPartitions,
    replicationFactor: replicas ?? CLUSTERS_DEFAULT,
    configEntries,
  }
  let created = false
  try {
    // False where the topic is there already.
    created = await ask(cluster, topic, (admin) => admin.createTopics({ topics: [spec] }))
  } catch (denied) {
    if (!isDenied(denied)) throw denied
    await existing(denied, countPartitions(cluster, topic))
  }
  const partitions = await countPartitions(cluster, topic)
  if (partitions >= numPartitions) return { created, partitions }
  const because = `topic '${topic}' exists with ${partitions}, and ${numPartitions} are asked for`
  throw refusedOption(
    'partitions',
    because,
    'Ask for fewer, or add partitions where topics are managed',
  )
}

function isDenied(error: unknown): error is KafkaError {
  return error instanceof KafkaError && error.code === 'ERR_KAFKA_NOT_AUTHORIZED'
}

/** One who may use a topic but create none needs no right to create this one. */
async function existing(denied: KafkaError, found: Promise<number>): Promise<void> {
  try {
    await found
  } catch {
    throw new KafkaError('ERR_KAFKA_NOT_AUTHORIZED', {
      what: denied.what,
      because: `${denied.because}, and to create it is denied, too`,
      fix: 'Create it where topics are managed (on Hopsworks: through its REST API or web interface, as a Data owner)',
      cause: denied,
    })
  }
}
