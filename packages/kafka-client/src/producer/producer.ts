import { type Cluster, openCluster } from '../connection/cluster.ts'
import {
  badOption,
  durationMs,
  type KafkaConnection,
  nonEmpty,
  wholeNumber,
} from '../connection/connection.ts'
import { kafkajsFault } from '../connection/kafkajs-fault.ts'
import { KafkaError } from '../errors.ts'
import { COMPRESSIONS, type Compression, writableCompression } from '../wire/compression/codecs.ts'
import { assembleProducer } from './assemble.ts'
import { KafkaLink } from './kafka-link.ts'
import type { Partitioning } from './partitioner.ts'
import type { Producer, ProducerOptions } from './types.ts'

/** Large records go at up to one and a half times the rate of 64 KB, at a good deal less work for client and broker. */
const BATCH_BYTES = 262_144
/** So many batches should fit into the buffer, that some fill while others travel. */
const LEAST_BATCHES = 4
const LEAST_BATCH_BYTES = 1_024
const BUFFER_RECORDS = 100_000
const BUFFER_BYTES = 32 * 1024 * 1024
const DELIVERY_TIMEOUT_MS = 120_000
const REQUEST_TIMEOUT_MS = 30_000
/** A topic just created is unknown, or denied, for a moment while the news spreads through the cluster. */
const GRACE_MS = 1_500

/** Options of a producer, checked and with their defaults. */
export type CheckedOptions<T> = Required<Omit<ProducerOptions<T>, Callbacks>> &
  Pick<ProducerOptions<T>, Callbacks>

type Callbacks = 'addHeaders' | 'onDelivery'

/**
 * A producer, connected.
 * @throws KafkaError `ERR_KAFKA_BAD_OPTION`, `ERR_KAFKA_COMPRESSION`, `ERR_KAFKA_CREDENTIALS`, `ERR_KAFKA_KAFKAJS`,
 *   `ERR_KAFKA_UNREACHABLE`, `ERR_KAFKA_NOT_TLS`, `ERR_KAFKA_TLS_*`, `ERR_KAFKA_UNKNOWN_TOPIC`,
 *   `ERR_KAFKA_NOT_AUTHORIZED`
 */
export async function createProducer<T>(
  connection: KafkaConnection,
  options: ProducerOptions<T>,
): Promise<Producer<T>> {
  const checked = checkOptions(options)
  // An attempt must not outlast the records that it carries.
  const cluster = await openCluster(connection, checked.deliveryTimeoutMs)
  const timeoutMs = Math.min(
    connection.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    checked.deliveryTimeoutMs,
  )
  const link = new KafkaLink(cluster.newClient(), timeoutMs)
  const faultOf = (thrown: unknown, topic: string): KafkaError => sendFault(cluster, topic, thrown)
  try {
    await link.connect(checked.topic, GRACE_MS)
    return await assembleProducer(checked, { link, faultOf, log: cluster.log })
  } catch (thrown) {
    await link.close()
    throw faultOf(thrown, checked.topic)
  }
}

/** @throws KafkaError `ERR_KAFKA_BAD_OPTION`, `ERR_KAFKA_COMPRESSION` */
export function checkOptions<T>(options: ProducerOptions<T>): CheckedOptions<T> {
  const whole = (name: 'bufferBytes' | 'bufferRecords', standard: number): number =>
    wholeNumber(name, options[name] ?? standard, 1)
  const { addHeaders, deliveryTimeoutMs, onDelivery } = options
  const bufferBytes = whole('bufferBytes', BUFFER_BYTES)
  const usualBytes = Math.min(BATCH_BYTES, Math.ceil(bufferBytes / LEAST_BATCHES))
  return {
    topic: nonEmpty('topic', options.topic),
    value: options.value,
    idempotent: oneOf('idempotent', options.idempotent, ['auto', true, false] as const),
    partitioner: checkedPartitioner(options.partitioner),
    compression: checkedCompression(options.compression),
    lingerMs: wholeNumber('lingerMs', options.lingerMs ?? 0, 0),
    batchBytes: wholeNumber(
      'batchBytes',
      options.batchBytes ?? Math.max(LEAST_BATCH_BYTES, usualBytes),
      LEAST_BATCH_BYTES,
    ),
    bufferRecords: whole('bufferRecords', BUFFER_RECORDS),
    bufferBytes,
    deliveryTimeoutMs: durationMs('deliveryTimeoutMs', deliveryTimeoutMs, DELIVERY_TIMEOUT_MS),
    ...(addHeaders === undefined ? {} : { addHeaders }),
    ...(onDelivery === undefined ? {} : { onDelivery }),
  }
}

function checkedPartitioner(partitioner: Partitioning = 'murmur2'): Partitioning {
  if (typeof partitioner === 'function') return partitioner
  return oneOf('partitioner', partitioner, ['murmur2', 'crc32'] as const)
}

function checkedCompression(compression: Compression = 'none'): Compression {
  return writableCompression(oneOf('compression', compression, COMPRESSIONS))
}

/** The first is the default. */
function oneOf<V>(name: string, value: V | undefined, values: readonly [V, ...V[]]): V {
  if (value === undefined) return values[0]
  if (values.includes(value)) return value
  throw badOption(name, value, `Give one of ${values.map(String).join(', ')}`)
}

function sendFault(cluster: Cluster, topic: string, thrown: unknown): KafkaError {
  if (thrown instanceof KafkaError) return thrown
  const { principal, bootstrap } = cluster
  const what = `cannot send to topic '${topic}'`
  return kafkajsFault(thrown, { what, topic, principal, bootstrap })
}
