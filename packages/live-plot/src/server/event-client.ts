import type { ServerResponse } from 'node:http'
import type { FrameBuilder } from './frame-builder.ts'

/** A client is cut off when it took nothing for so long. */
const STALLED_MS = 30_000
/** Proxies and browsers give up a connection on which nothing travels. */
const KEEP_ALIVE_MS = 15_000

/** Tells the page not to come back. */
const BYE = 'event: bye\ndata: {}\n\n'

/**
 * One open event stream. At most one frame waits in memory: while it does, others are dropped, and
 * the next one sent is a snapshot.
 */
export class EventClient {
  readonly #response: ServerResponse
  #needsSnapshot = true
  #isFull = false
  #sentAtMs: number

  constructor(response: ServerResponse, nowMs: number) {
    this.#response = response
    this.#sentAtMs = nowMs
    response.on('drain', () => {
      this.#isFull = false
    })
  }

  /** Sends the current frame, in full if this client missed one, or drops it. */
  send(frames: FrameBuilder, nowMs: number): void {
    if (this.#isFull) {
      this.#needsSnapshot = true
      return
    }
    this.#write(this.#needsSnapshot ? frames.snapshot() : frames.delta(), nowMs)
    this.#needsSnapshot = false
  }

  /** Called at every interval in which nothing changed. */
  rest(frames: FrameBuilder, nowMs: number): void {
    if (this.#isFull) return
    if (this.#needsSnapshot) this.send(frames, nowMs)
    else if (nowMs - this.#sentAtMs >= KEEP_ALIVE_MS) this.#write(':\n\n', nowMs)
  }

  /** Whether a frame has waited too long to be taken. */
  isStalled(nowMs: number): boolean {
    return this.#isFull && nowMs - this.#sentAtMs >= STALLED_MS
  }

  /** Says good-bye, unless a frame is still in the way or the client has left. Resolves when all is sent, or nobody is there. */
  async end(): Promise<void> {
    if (this.#isFull || this.#response.destroyed) {
      this.cut()
      return
    }
    await new Promise<void>((resolve) => {
      // Whoever leaves now never lets the end of the answer out.
      this.#response.once('close', resolve)
      this.#response.end(BYE, resolve)
    })
  }

  /** Ends the connection at once. */
  cut(): void {
    this.#response.destroy()
  }

  #write(data: Buffer | string, nowMs: number): void {
    this.#sentAtMs = nowMs
    this.#isFull = !this.#response.write(data)
  }
}
