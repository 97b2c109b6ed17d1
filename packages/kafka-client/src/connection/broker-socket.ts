import { EventEmitter } from 'node:events'
import type { TLSSocket } from 'node:tls'
import { endsWithin } from '../deadline.ts'
import type { BrokerAddress } from './connection.ts'
import { FrameCounter } from './frame-counter.ts'

const KEEP_ALIVE_MS = 60_000

/**
 * What KafkaJS holds for the socket of one connection: only what it uses of one. Behind it the TLS connection can be
 * exchanged for another to the same broker, between two requests, so that neither KafkaJS nor a record notices.
 */
export class BrokerSocket extends EventEmitter {
  readonly broker: BrokerAddress
  #socket: TLSSocket
  #answers = new FrameCounter()
  #unanswered = 0
  /** Requests that wait while the connection is exchanged; absent otherwise. */
  #held: (string | Uint8Array)[] | undefined
  #onQuiet: (() => void) | undefined
  #over = false

  /** `socket` may still be connecting. */
  constructor(socket: TLSSocket, broker: BrokerAddress) {
    super()
    this.broker = broker
    this.#socket = socket
    this.#listen(socket)
  }

  /** Whether the connection has ended, or was asked to. */
  get over(): boolean {
    return this.#over
  }

  /** Resolves when the connection stands, or never will. */
  async settled(): Promise<void> {
    const socket = this.#socket
    if (socket.authorized || socket.destroyed) return
    await new Promise<void>((resolve) => {
      socket.once('secureConnect', resolve).once('close', () => resolve())
    })
  }

  /** KafkaJS gives each request as a whole, and each has an answer: nothing here is sent with `acks` 0. */
  write(request: string | Uint8Array): boolean {
    if (this.#held !== undefined) {
      this.#held.push(request)
      return false
    }
    this.#unanswered++
    return this.#socket.write(request)
  }

  end(): void {
    this.#over = true
    this.#socket.end()
  }

  unref(): void {
    // Node puts it off until a destroyed socket connects, which it never does: each call would leave a listener.
    if (!this.#socket.destroyed) this.#socket.unref()
  }

  /** Ends the connection at once; `error` is what KafkaJS is told. */
  destroy(error: Error): void {
    this.#over = true
    this.#socket.destroy(error)
  }

  /**
   * Goes on over `next` once every request is answered, holding new ones back for up to `patienceMs`. When the answers
   * do not come (a group that rebalances keeps its members waiting), all stays as it was, and `next` is closed.
   * @returns whether it moved
   */
  async moveTo(next: TLSSocket, patienceMs: number): Promise<boolean> {
    this.#held = []
    const quiet = this.#unanswered === 0 || (await endsWithin(this.#nextQuiet(), patienceMs))
    const moves = quiet && !this.#over && !next.destroyed
    const former = moves ? this.#exchange(next) : next
    former.destroySoon()
    const held = this.#held
    this.#held = undefined
    if (!this.#over) for (const request of held) this.write(request)
    return moves
  }

  #exchange(next: TLSSocket): TLSSocket {
    const former = this.#socket
    this.#socket = next
    this.#answers = new FrameCounter()
    this.#listen(next)
    return former
  }

  /** Resolves when every request is answered, or none will be. */
  #nextQuiet(): Promise<void> {
    return new Promise((resolve) => {
      this.#onQuiet = () => {
        this.#onQuiet = undefined
        resolve()
      }
    })
  }

  #listen(socket: TLSSocket): void {
    const current = (): boolean => socket === this.#socket
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.on('data', (chunk) => {
      this.#unanswered -= this.#answers.count(chunk)
      if (this.#unanswered === 0) this.#onQuiet?.()
      this.emit('data', chunk)
    })
    socket.on('end', () => {
      if (!current()) return
      this.#gone()
      this.emit('end')
    })
    socket.on('error', (error) => {
      if (!current()) return
      this.#gone()
      this.emit('error', error)
    })
    socket.on('close', () => {
      if (!current()) return
      // KafkaJS does not listen for it, and would wait for its requests to time out.
      if (!this.#over) this.emit('error', new Error('the connection was closed'))
      this.#gone()
      this.emit('close')
    })
  }

  #gone(): void {
    this.#over = true
    this.#onQuiet?.()
  }
}
