import { connect, type TLSSocket } from 'node:tls'
import { KafkaError } from '../errors.ts'
import { type BrokerTls, tlsOptions } from './broker-tls.ts'
import type { BrokerAddress } from './connection.ts'
import { type Stage, tlsFault } from './tls-fault.ts'

/** What a preflight needs to know. */
export interface Preflight {
  readonly brokers: readonly BrokerAddress[]
  readonly tls: BrokerTls
  /** Limit for all brokers together, in ms. */
  readonly timeoutMs: number
}

/**
 * Shakes hands with the bootstrap brokers and asks one for its API versions, so that a permanent fault is told
 * at once and in words; KafkaJS alone would retry it for a while. Resolves at the first broker that answers.
 * @throws KafkaError with the most telling fault, when none answers
 */
export async function preflight({ brokers, tls, timeoutMs }: Preflight): Promise<void> {
  const sockets: TLSSocket[] = []
  try {
    await Promise.any(
      brokers.map((broker) => {
        const socket = connect(tlsOptions(tls, broker))
        sockets.push(socket)
        return firstAnswer(socket, broker, timeoutMs)
      }),
    )
  } catch (failures) {
    throw mostTelling(failures)
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

function firstAnswer(socket: TLSSocket, broker: BrokerAddress, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let stage: Stage = 'dialling'
    const fail = (cause: unknown): void => {
      clearTimeout(timer)
      reject(tlsFault(broker, stage, cause))
    }
    const timer = setTimeout(() => fail(timedOut(timeoutMs)), timeoutMs)
    socket.once('connect', () => {
      stage = 'handshaking'
    })
    socket.once('secureConnect', () => {
      // TLS 1.3 tells of a refused client certificate only after the handshake, on the first read.
      stage = 'established'
      socket.write(apiVersionsRequest())
    })
    socket.once('data', () => {
      clearTimeout(timer)
      resolve()
    })
    socket.once('error', fail)
    socket.once('close', () => fail(new Error('the broker closed the connection')))
  })
}

/** ApiVersions, version 0, correlation id 0, no client id (Kafka protocol guide, request header v1). */
function apiVersionsRequest(): Buffer {
  const request = Buffer.alloc(14)
  request.writeInt32BE(10, 0)
  request.writeInt16BE(18, 4)
  request.writeInt16BE(-1, 12)
  return request
}

function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })
}

/** A fault of TLS says more than a broker that is down, since it holds for the whole cluster. */
function mostTelling(failures: unknown): unknown {
  if (!(failures instanceof AggregateError)) return failures
  const errors: readonly unknown[] = failures.errors
  const permanent = errors.find((error) => error instanceof KafkaError && !error.retriable)
  return permanent ?? errors[0]
}
