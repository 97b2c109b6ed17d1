import { type Cluster, openCluster } from '../connection/cluster.ts'
import {
  durationMs,
  type KafkaConnection,
  nonEmpty,
  wholeNumber,
} from '../connection/connection.ts'
import { countPartitions } from '../connection/describe-topic.ts'
import { kafkajsFault } from '../connection/kafkajs-fault.ts'
import { endsWithin } from '../deadline.ts'
import type { KafkaError } from '../errors.ts'
import { Accumulator } from './accumulator.ts'
import { kafkajsAttempt, newKafkajsProducer } from './kafkajs-sender.ts'
import { Partitioner } from './partitioner.ts'
import { RecordEncoder } from './record-encoder.ts'
import { TopicProducer } from './topic-producer.ts'
import type { Producer, ProducerOptions } from './types.ts'

const MAX_BUFFERED_RECORDS = 10_000
const DELIVERY_TIMEOUT_MS = 120_000
/** How long KafkaJS may take to hang up before its sockets are cut. */
const HANG_UP_MS = 500

/**
 * A producer for one topic, connected. Delivery is at least once: a batch whose acknowledgement was lost is sent
 * again, in order.
 * @throws KafkaError `ERR_KAFKA_BAD_OPTION`, `ERR_KAFKA_CREDENTIALS`, `ERR_KAFKA_UNREACHABLE`, `ERR_KAFKA_NOT_TLS`,
 *   `ERR_KAFKA_TLS_*`, `ERR_KAFKA_UNKNOWN_TOPIC`, `ERR_KAFKA_NOT_AUTHORIZED`
 */
export async function createProducer<T>(
  connection: KafkaConnection,
  options: ProducerOptions<T>,
): Promise<Producer<T>> {
  const topic = nonEmpty('topic', options.topic)
  const deliveryTimeoutMs = durationMs(
    'deliveryTimeoutMs',
    options.deliveryTimeoutMs,
    DELIVERY_TIMEOUT_MS,
  )
  const lingerMs = wholeNumber('lingerMs', options.lingerMs ?? 0, 0)
  const maxBufferedRecords = wholeNumber(
    'maxBufferedRecords',
    options.maxBufferedRecords ?? MAX_BUFFERED_RECORDS,
    1,
  )
  // An attempt must not outlast the records that it carries.
  const cluster = await openCluster(connection, deliveryTimeoutMs)
  const partitioner = new Partitioner(await countPartitions(cluster, topic))
  const { attempt, hangUp } = await connectSender(cluster, topic, partitioner)
  const accumulator = new Accumulator<T>({
    topic,
    attempt,
    partitioner,
    lingerMs,
    maxBufferedRecords,
    onDelivery: options.onDelivery,
    log: cluster.log,
    faultOf: (thrown) => sendFault(cluster, topic, thrown),
  })
  const encoder = new RecordEncoder<T>({
    topic,
    value: options.value,
    partitioner,
    deliveryTimeoutMs,
  })
  const reported = options.onDelivery !== undefined
  return new TopicProducer<T>({ topic, encoder, accumulator, reported, hangUp })
}

async function connectSender(cluster: Cluster, topic: string, partitioner: Partitioner) {
  const { kafka, sockets } = cluster.newClient()
  const producer = newKafkajsProducer(kafka, partitioner)
  const hangUp = async (): Promise<void> => {
    await endsWithin(producer.disconnect(), HANG_UP_MS).catch(() => false)
    sockets.seal()
  }
  try {
    await producer.connect()
  } catch (thrown) {
    sockets.seal()
    throw sendFault(cluster, topic, thrown)
  }
  return { attempt: kafkajsAttempt(producer, topic), hangUp }
}

function sendFault({ principal }: Cluster, topic: string, thrown: unknown): KafkaError {
  return kafkajsFault(thrown, { what: `cannot send to topic '${topic}'`, topic, principal })
}
