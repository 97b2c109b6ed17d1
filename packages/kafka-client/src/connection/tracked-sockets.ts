import type { Socket } from 'node:net'
import { connect } from 'node:tls'
import type { ISocketFactory } from 'kafkajs'
import { type ConnectionEvent, kafkaChannels } from '../metrics/channels.ts'
import { BrokerSocket } from './broker-socket.ts'
import { type BrokerTls, tlsOptions } from './broker-tls.ts'
import { type Dial, dialBroker } from './dial-broker.ts'

/** How long requests may be held back while answers to earlier ones are awaited. */
const PATIENCE_MS = 5_000

/** Whose sockets they are, and how patient. */
export interface SocketsOptions {
  readonly clientId: string
  readonly patienceMs?: number
}

/** Opens the sockets of one KafkaJS client and keeps hold of them, so that closing can have an end. */
export class TrackedSockets {
  /** With what each was opened. */
  readonly #open = new Map<BrokerSocket, BrokerTls>()
  readonly #tls: () => BrokerTls
  readonly #clientId: string
  readonly #patienceMs: number
  readonly #sealing = new AbortController()

  /** `tls` is asked anew for each connection; `patienceMs` is how long {@link renew} waits for answers. */
  constructor(tls: () => BrokerTls, { clientId, patienceMs = PATIENCE_MS }: SocketsOptions) {
    this.#tls = tls
    this.#clientId = clientId
    this.#patienceMs = patienceMs
  }

  /** Whether {@link seal} was called. */
  get sealed(): boolean {
    return this.#sealing.signal.aborted
  }

  /** What KafkaJS calls for each connection; the `ssl` it passes is not used. */
  readonly factory: ISocketFactory = ({ host, port, onConnect }) => {
    if (this.sealed) throw new Error('this client is closed')
    const broker = { host, port }
    const tls = this.#tls()
    const socket = new BrokerSocket(connect(tlsOptions(tls, broker), onConnect), broker)
    this.#open.set(socket, tls)
    socket.once('close', () => this.#open.delete(socket))
    socket.on('error', (error) => this.#tell(socket, 'lost', error))
    void socket.settled().then(() => socket.over || this.#tell(socket, 'opened'))
    // KafkaJS uses of it what BrokerSocket has.
    return socket as unknown as Socket
  }

  /** Whether a connection is left that was opened with other credentials than the present ones. */
  get outdated(): boolean {
    return this.#outdated().length > 0
  }

  /**
   * Moves the connections that were opened with earlier credentials, one after the other, to new ones. One that
   * cannot be moved now goes on as it was, and is still {@link outdated}.
   */
  async renew({ timeoutMs }: Pick<Dial, 'timeoutMs'>): Promise<void> {
    for (const socket of this.#outdated()) {
      await socket.settled()
      if (socket.over) continue
      const { signal } = this.#sealing
      const tls = this.#tls()
      try {
        const dial = { broker: socket.broker, tls, timeoutMs, signal }
        const { socket: next } = await dialBroker(dial)
        if (!(await socket.moveTo(next, this.#patienceMs))) continue
        this.#open.set(socket, tls)
        this.#tell(socket, 'moved')
      } catch {
        // The broker is away: what is to be told of that, KafkaJS tells.
      }
    }
  }

  #tell({ broker }: BrokerSocket, what: ConnectionEvent['what'], error?: Error): void {
    // Whoever sealed this knows.
    if (this.sealed || !kafkaChannels.connection.hasSubscribers) return
    const of = { clientId: this.#clientId, broker: `${broker.host}:${broker.port}` }
    kafkaChannels.connection.publish({ ...of, what, ...(error === undefined ? {} : { error }) })
  }

  #outdated(): readonly BrokerSocket[] {
    const now = this.#tls()
    return [...this.#open].filter(([, tls]) => tls !== now).map(([socket]) => socket)
  }

  /** Ends the connections to one broker (`host:port`), so that KafkaJS opens others. */
  drop(broker: string, error: Error): void {
    for (const socket of this.#open.keys()) {
      if (`${socket.broker.host}:${socket.broker.port}` === broker) socket.destroy(error)
    }
  }

  /** Ends every connection and allows no other: whatever KafkaJS still tries comes to nothing. */
  seal(): void {
    this.#sealing.abort()
    // With an error, since KafkaJS does not listen for 'close' and would wait for its request time-outs.
    for (const socket of this.#open.keys()) socket.destroy(new Error('this client is closed'))
  }
}
