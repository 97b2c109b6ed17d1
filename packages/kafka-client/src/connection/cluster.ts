import kafkajs, { type Kafka, type logCreator } from 'kafkajs'
import { frameInPlace } from '../kafkajs-framing.ts'
import { quietRequestQueues } from '../kafkajs-request-queue.ts'
import {
  badOption,
  durationMs,
  type KafkaConnection,
  type LogEntry,
  nonEmpty,
  parseBrokers,
} from './connection.ts'
import { LiveTls } from './live-tls.ts'
import { preflight } from './preflight.ts'
import { TrackedSockets } from './tracked-sockets.ts'
import { WatchedKafka } from './watched-kafka.ts'

/** One KafkaJS client and the sockets it opened. */
export interface Client {
  readonly kafka: Kafka
  readonly sockets: TrackedSockets
}

/** A cluster that answered, with credentials that are in order. */
export interface Cluster {
  /** Common name of our client certificate. */
  readonly principal: string
  /** The brokers that the connection names, `host:port`. */
  readonly bootstrap: readonly string[]
  readonly log: (entry: LogEntry) => void
  /** A new KafkaJS client: connections, retries and cached offsets of its own. */
  newClient(): Client
}

/** How often KafkaJS retries by itself; all five, since it has other defaults where NODE_ENV is 'test'. */
export const KAFKAJS_RETRY = {
  initialRetryTime: 100,
  maxRetryTime: 1_000,
  factor: 0.2,
  multiplier: 2,
  retries: 3,
} as const

const CONNECT_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const TLS_REFRESH_MS = 60_000

/**
 * Checks the connection's options and credentials, then that a bootstrap broker answers over mutual TLS.
 * No request lasts longer than `longestRequestMs`, whatever the connection says.
 * @throws KafkaError `ERR_KAFKA_BAD_OPTION`, `ERR_KAFKA_CREDENTIALS`, `ERR_KAFKA_UNREACHABLE`,
 *   `ERR_KAFKA_NOT_TLS`, `ERR_KAFKA_TLS_*`
 */
export async function openCluster(
  connection: KafkaConnection,
  longestRequestMs = Number.POSITIVE_INFINITY,
): Promise<Cluster> {
  if (typeof connection !== 'object' || connection === null) {
    throw badOption('connection', connection, 'Give { brokers, tls }')
  }
  const brokers = parseBrokers(connection.brokers)
  const clientId = nonEmpty('clientId', connection.clientId ?? 'hops-kafka')
  const connectTimeoutMs = durationMs(
    'connectTimeoutMs',
    connection.connectTimeoutMs,
    CONNECT_TIMEOUT_MS,
  )
  const requestTimeoutMs = durationMs(
    'requestTimeoutMs',
    connection.requestTimeoutMs,
    REQUEST_TIMEOUT_MS,
  )
  const bootstrap = brokers.map(({ host, port }) => `${host}:${port}`)
  const log = safeLog(connection.onLog)
  quietRequestQueues()
  frameInPlace()
  const live = await LiveTls.open({
    source: connection.tls,
    refreshMs: durationMs('tlsRefreshMs', connection.tlsRefreshMs, TLS_REFRESH_MS),
    timeoutMs: connectTimeoutMs,
    prove: (tls) => preflight({ brokers, tls, timeoutMs: connectTimeoutMs }),
    log,
  })
  const newClient = (): Client => {
    const sockets = new TrackedSockets(() => live.tls, { clientId })
    live.watch(sockets)
    const kafka = new WatchedKafka({
      brokers: [...bootstrap],
      clientId,
      ssl: true,
      socketFactory: sockets.factory,
      connectionTimeout: connectTimeoutMs,
      requestTimeout: Math.min(requestTimeoutMs, longestRequestMs),
      // Each retry dials the next bootstrap broker.
      retry: { ...KAFKAJS_RETRY, retries: Math.max(KAFKAJS_RETRY.retries, brokers.length) },
      logLevel: kafkajs.logLevel.INFO,
      logCreator: logTo(log, sockets),
    })
    // KafkaJS would go on using a connection on which nothing is answered any more (B12).
    kafka.onTimeout = (broker, error) => sockets.drop(broker, error)
    return { kafka, sockets }
  }
  return {
    get principal() {
      return live.principal
    },
    bootstrap,
    log,
    newClient,
  }
}

/**
 * KafkaJS calls a retry an error; whether something failed is for us to say, so its errors are warnings here.
 * Of a client that was closed nothing is worth telling.
 */
function logTo(log: (entry: LogEntry) => void, sockets: TrackedSockets): logCreator {
  return () =>
    ({ level, namespace, log: { message, timestamp: _, logger: __, stack: ___, ...details } }) => {
      if (sockets.sealed) return
      const quiet = level > kafkajs.logLevel.WARN
      const error = details['error']
      const text = typeof error === 'string' && error !== message ? `${message}: ${error}` : message
      log({ level: quiet ? 'info' : 'warn', message: text, details: { namespace, ...details } })
    }
}

/** A logger that throws must not throw into KafkaJS. */
function safeLog(onLog: KafkaConnection['onLog']): (entry: LogEntry) => void {
  if (onLog === undefined) return () => {}
  if (typeof onLog !== 'function')
    throw badOption('onLog', onLog, 'Give a function or leave it out')
  return (entry) => {
    try {
      onLog(entry)
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown
      })
    }
  }
}
