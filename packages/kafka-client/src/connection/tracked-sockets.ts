import { connect, type TLSSocket } from 'node:tls'
import type { ISocketFactory } from 'kafkajs'
import { type BrokerTls, tlsOptions } from './broker-tls.ts'

const KEEP_ALIVE_MS = 60_000

/** Opens the sockets of one KafkaJS client and keeps hold of them, so that closing can have an end. */
export class TrackedSockets {
  readonly #open = new Set<TLSSocket>()
  readonly #tls: BrokerTls
  #sealed = false

  constructor(tls: BrokerTls) {
    this.#tls = tls
  }

  /** Whether {@link seal} was called. */
  get sealed(): boolean {
    return this.#sealed
  }

  /** What KafkaJS calls for each connection; the `ssl` it passes is not used. */
  readonly factory: ISocketFactory = ({ host, port, onConnect }) => {
    if (this.#sealed) throw new Error('this client is closed')
    const socket = connect(tlsOptions(this.#tls, { host, port }), onConnect)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    return socket
  }

  /** Ends every connection and allows no other: whatever KafkaJS still tries comes to nothing. */
  seal(): void {
    this.#sealed = true
    // With an error, since KafkaJS does not listen for 'close' and would wait for its request time-outs.
    for (const socket of this.#open) socket.destroy(new Error('this client is closed'))
  }
}
