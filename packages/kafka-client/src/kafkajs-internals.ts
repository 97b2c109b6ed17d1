import kafkajs, { type Broker, type Cluster, type Kafka, type PartitionAssigner } from 'kafkajs'
// @ts-expect-error: KafkaJS declares no types for it
import Decoder from 'kafkajs/src/protocol/decoder.js'
// @ts-expect-error: nor for this
import readMessageSet from 'kafkajs/src/protocol/messageSet/decoder.js'
import { KafkaError } from './errors.ts'
import { RequestBody } from './wire/request-body.ts'

// The only file that touches what KafkaJS does not export, beside kafkajs-request-queue.ts, which mends its timers, and
// kafkajs-framing.ts, which spares its copies.
// KafkaJS is pinned exactly and frozen, so nothing of this moves under us; each member is looked for before it is
// used, should a program bring another KafkaJS along.

/** The KafkaJS that everything here was written for and tested with. */
const KAFKAJS_VERSION = '2.2.4'

/** What KafkaJS takes for an encoder of its own. */
interface Encoded {
  readonly buf: Buffer
  readonly buffer: Buffer
  readonly size: () => number
}

/** A request as KafkaJS's connections take it. */
export interface RawRequest {
  readonly request: {
    readonly apiKey: number
    readonly apiVersion: number
    readonly apiName: string
    /** The body behind the request's header, in something that looks like KafkaJS's own encoder. */
    readonly encode: () => Promise<Encoded>
  }
  readonly response: {
    /** Reads the body behind the answer's header; KafkaJS holds back requests for `clientSideThrottleTime` ms (KIP-219). */
    readonly decode: (body: Buffer) => Promise<{ readonly clientSideThrottleTime?: number }>
    readonly parse: (decoded: never) => Promise<unknown>
  }
  /** Limit of this request, in ms, where it is longer than that of the connection. */
  readonly requestTimeout?: number | null
  /** Whether KafkaJS logs that `decode` or `parse` threw. @default true */
  readonly logResponseError?: boolean
}

/** Sends one request over a broker's connection, which KafkaJS opens, authenticates, throttles and times out. */
export type RawSend = (request: RawRequest) => Promise<unknown>

/** A request whose bytes are ours. */
export interface WireRequest<R extends { readonly throttleMs: number }> {
  readonly apiKey: number
  readonly apiVersion: number
  readonly apiName: string
  /** The body behind the header (version 1: API key, API version, correlation id, client id); a large one with room. */
  readonly body: Buffer | RequestBody
  /** Reads the body behind the answer's header. */
  readonly decode: (body: Buffer) => R
}

interface Connection {
  readonly socket?: { destroy(error: Error): void }
}

interface ConnectionPool {
  send: RawSend
  readonly pool: readonly Connection[]
  getConnection(index: number): Promise<{ readonly send: RawSend }>
}

/** Of the two connections to each broker, the one that KafkaJS keeps for fetching. */
const FETCHING = 1

type Versions = Readonly<
  Record<number, { readonly minVersion: number; readonly maxVersion: number }>
>

/**
 * An assigner that does as `base` does and tells the cluster that KafkaJS hands it, which happens while
 * `kafka.consumer({ partitionAssigners: [assigner] })` runs, before anything is connected.
 */
export function clusterTap(base: PartitionAssigner = kafkajs.PartitionAssigners.roundRobin): {
  readonly assigner: PartitionAssigner
  /** @throws KafkaError `ERR_KAFKA_KAFKAJS` when KafkaJS handed over none, or one that lacks a member */
  readonly cluster: () => Cluster
} {
  let tapped: Cluster | undefined
  return {
    assigner: (config) => {
      tapped = config.cluster
      return base(config)
    },
    cluster: () => checkedCluster(tapped),
  }
}

/**
 * A cluster of its own, with connections and metadata that nobody else uses. Not connected yet.
 * @throws KafkaError `ERR_KAFKA_KAFKAJS`
 */
export function newCluster(kafka: Kafka): Cluster {
  const { assigner, cluster } = clusterTap()
  // Never connected: it only makes KafkaJS build a cluster and hand it over.
  kafka.consumer({ groupId: 'none', partitionAssigners: [assigner], allowAutoTopicCreation: false })
  return cluster()
}

/**
 * Sends a request of ours to a connected broker (one that `cluster.findBroker` gave: on any other, two requests at
 * once would each open a socket). Requests travel in the order of these calls.
 * @throws KafkaError `ERR_KAFKA_KAFKAJS`; whatever KafkaJS throws
 */
export async function sendRequest<R extends { readonly throttleMs: number }>(
  broker: Broker,
  request: WireRequest<R>,
): Promise<R> {
  return (await poolOf(broker).send(rawOf(request))) as R
}

/**
 * Sends a request past those that the broker has not answered yet, on the connection for fetching. A broker reads no
 * further on a connection while it holds an answer back, as it does with a join until the whole group has joined.
 * @throws KafkaError `ERR_KAFKA_KAFKAJS`; whatever KafkaJS throws
 */
export async function sendAside<R extends { readonly throttleMs: number }>(
  broker: Broker,
  request: WireRequest<R>,
): Promise<R> {
  const connection = await poolOf(broker).getConnection(FETCHING)
  return (await connection.send(rawOf(request))) as R
}

function rawOf<R extends { readonly throttleMs: number }>({
  apiKey,
  apiVersion,
  apiName,
  body,
  decode,
}: WireRequest<R>): RawRequest {
  const encoded: Encoded =
    body instanceof RequestBody ? body : { buf: body, buffer: body, size: () => body.length }
  return {
    request: { apiKey, apiVersion, apiName, encode: async () => encoded },
    response: {
      decode: async (bytes) => {
        const decoded = decode(bytes)
        return { decoded, clientSideThrottleTime: decoded.throttleMs }
      },
      parse: async ({ decoded }: { readonly decoded: R }) => decoded,
    },
    logResponseError: false,
  }
}

/**
 * Has every request to this broker, KafkaJS's own included, pass through `wrap`.
 * @throws KafkaError `ERR_KAFKA_KAFKAJS`
 */
export function wrapSend(
  broker: Broker,
  wrap: (request: RawRequest, send: RawSend) => Promise<unknown>,
): void {
  const pool = poolOf(broker)
  const send = pool.send.bind(pool)
  pool.send = (request) => wrap(request, send)
}

/**
 * Whether a connected broker takes requests of an API in a version.
 * @throws KafkaError `ERR_KAFKA_KAFKAJS`
 */
export function takesVersion(broker: Broker, apiKey: number, version: number): boolean {
  const versions = member<Versions>(broker, 'versions', 'broker', 'object')[apiKey]
  return versions !== undefined && versions.minVersion <= version && version <= versions.maxVersion
}

/**
 * Cuts the connections to a broker: requests under way fail at once, the next one dials anew. For a broker that no
 * longer answers, since KafkaJS would go on using the socket.
 * @throws KafkaError `ERR_KAFKA_KAFKAJS`
 */
export function cutConnections(broker: Broker, reason: string): void {
  // With an error, since KafkaJS does not listen for 'close'.
  for (const { socket } of poolOf(broker).pool) socket?.destroy(new Error(reason))
}

/** A record in one of the formats before Kafka 0.11, as KafkaJS reads it. */
export interface OldRecord {
  readonly offset: string
  /** Milliseconds since the epoch; the oldest format has none. */
  readonly timestamp?: string
  readonly key: Buffer | null
  readonly value: Buffer | null
}

/** Reads records in the formats before Kafka 0.11, up to one that is cut off, or is in a later format. */
export async function readOldRecords(bytes: Buffer): Promise<readonly OldRecord[]> {
  // KafkaJS takes a size of 0 for none given.
  return bytes.length === 0 ? [] : await readMessageSet(new Decoder(bytes), bytes.length)
}

const CLUSTER_METHODS = [
  'addTargetTopic',
  'connect',
  'disconnect',
  'findBroker',
  'findTopicPartitionMetadata',
  'refreshMetadata',
] as const

function checkedCluster(cluster: Cluster | undefined): Cluster {
  if (cluster === undefined) throw missing('the cluster of a PartitionAssigner')
  for (const name of CLUSTER_METHODS) member(cluster, name, 'cluster', 'function')
  return cluster
}

function poolOf(broker: Broker): ConnectionPool {
  const pool = member<ConnectionPool>(broker, 'connectionPool', 'broker', 'object')
  for (const name of ['send', 'getConnection'])
    member(pool, name, 'broker.connectionPool', 'function')
  if (!Array.isArray(pool.pool)) throw missing('broker.connectionPool.pool')
  return pool
}

function member<T>(owner: object, name: string, path: string, type: 'function' | 'object'): T {
  const found: unknown = Reflect.get(owner, name)
  if (typeof found !== type || found === null) throw missing(`${path}.${name}`)
  return found as T
}

function missing(what: string): KafkaError {
  return new KafkaError('ERR_KAFKA_KAFKAJS', {
    what: 'this KafkaJS cannot be used',
    because: `it lacks ${what}`,
    fix: `Install kafkajs ${KAFKAJS_VERSION}, exactly`,
  })
}
