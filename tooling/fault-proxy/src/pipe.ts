import type { Socket } from 'node:net'
import type { Conditions } from './conditions.ts'

/** Held bytes beyond which the sender is made to wait, as a full network would. */
const HIGH_WATER_BYTES = 1024 * 1024

/** One direction of a connection. */
export interface PipeEnds {
  readonly from: Socket
  readonly to: Socket
  readonly conditions: () => Conditions
  /** Whether the conditions let nothing out in this direction. */
  readonly held: (conditions: Conditions) => boolean
  /** Sees each chunk as it comes; returns false to drop it. */
  readonly onChunk: (chunk: Buffer) => boolean
  /** Told of what has been passed on. */
  readonly onPassed: (bytes: number) => void
}

interface Held {
  /** Undefined: the sender has ended. */
  readonly chunk: Buffer | undefined
  readonly dueAt: number
}

/** Carries bytes one way, in order, as late and as slowly as the conditions say. */
export class Pipe {
  readonly #ends: PipeEnds
  readonly #queue: Held[] = []
  #queuedBytes = 0
  /** When the last byte so far will have passed. */
  #busyUntil = 0
  #timer: NodeJS.Timeout | undefined

  constructor(ends: PipeEnds) {
    this.#ends = ends
    ends.from.on('data', (chunk: Buffer) => {
      if (ends.onChunk(chunk)) this.#add(chunk)
    })
    ends.from.on('end', () => this.#add(undefined))
    ends.to.on('drain', () => this.flush())
  }

  /** Passes on what is due; called again when the conditions have changed. */
  flush(): void {
    clearTimeout(this.#timer)
    const { to, conditions, held } = this.#ends
    while (this.#queue.length > 0 && !to.writableNeedDrain && !held(conditions())) {
      const waitMs = (this.#queue[0] as Held).dueAt - performance.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.flush(), waitMs)
        return
      }
      this.#pass((this.#queue.shift() as Held).chunk)
    }
    this.#holdSender()
  }

  /** Forgets what is held. */
  close(): void {
    clearTimeout(this.#timer)
    this.#queue.length = 0
  }

  #add(chunk: Buffer | undefined): void {
    const { latencyMs, bytesPerSecond } = this.#ends.conditions()
    const bytes = chunk?.length ?? 0
    const arrival = Math.max(this.#busyUntil, performance.now() + latencyMs)
    this.#busyUntil = arrival + (bytes * 1000) / bytesPerSecond
    this.#queue.push({ chunk, dueAt: this.#busyUntil })
    this.#queuedBytes += bytes
    this.flush()
  }

  #pass(chunk: Buffer | undefined): void {
    const { to, onPassed } = this.#ends
    if (chunk === undefined) {
      to.end()
      return
    }
    this.#queuedBytes -= chunk.length
    if (!to.writable) return
    to.write(chunk)
    onPassed(chunk.length)
  }

  #holdSender(): void {
    const { from } = this.#ends
    if (this.#queuedBytes > HIGH_WATER_BYTES) from.pause()
    else if (from.isPaused()) from.resume()
  }
}
