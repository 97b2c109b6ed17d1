import { connect, type TLSSocket } from 'node:tls'
import { type BrokerTls, tlsOptions } from './broker-tls.ts'
import type { BrokerAddress } from './connection.ts'
import { MetadataAnswer, metadataRequest } from './metadata-answer.ts'
import { type Stage, tlsFault } from './tls-fault.ts'

/** Whom to dial, and for how long. */
export interface Dial {
  readonly broker: BrokerAddress
  readonly tls: BrokerTls
  readonly timeoutMs: number
  /** Ends the attempt. */
  readonly signal?: AbortSignal
}

/** A connection that the broker has accepted, with nothing under way on it. */
export interface Dialled {
  readonly socket: TLSSocket
  /** The brokers of the cluster, at the addresses that it tells its clients. */
  readonly advertised: readonly BrokerAddress[]
}

/**
 * Connects to one broker and has it answer one request: TLS 1.3 tells of a refused client certificate only after
 * the handshake, on the first read (RFC 8446, section 4.4.2.4).
 * @throws KafkaError `ERR_KAFKA_UNREACHABLE`, `ERR_KAFKA_NOT_TLS`, `ERR_KAFKA_TLS_*`, `ERR_KAFKA_PROTOCOL`
 */
export function dialBroker({ broker, tls, timeoutMs, signal }: Dial): Promise<Dialled> {
  return new Promise((resolve, reject) => {
    const answer = new MetadataAnswer()
    let stage: Stage = 'dialling'
    const socket = connect(tlsOptions(tls, broker))
    // Whoever takes the socket over listens a moment later; until then an error must not end the process.
    socket.on('error', () => {})
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      socket.off('error', fail).off('close', hungUp).off('data', read)
    }
    const fail = (cause: unknown): void => {
      done()
      socket.destroy()
      reject(tlsFault(broker, stage, cause))
    }
    const hungUp = (): void => fail(new Error('the broker closed the connection'))
    const abort = (): void => fail(new Error('not needed any more'))
    const read = (chunk: Buffer): void => {
      try {
        const advertised = answer.add(chunk)
        if (advertised === undefined) return
        done()
        resolve({ socket, advertised })
      } catch (notKafka) {
        stage = 'answering'
        fail(notKafka)
      }
    }
    const timer = setTimeout(() => fail(timedOut(timeoutMs)), timeoutMs)
    signal?.addEventListener('abort', abort)
    socket.once('connect', () => {
      stage = 'handshaking'
    })
    socket.once('secureConnect', () => {
      stage = 'established'
      socket.write(metadataRequest())
    })
    socket.on('data', read).once('error', fail).once('close', hungUp)
  })
}

function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })
}
