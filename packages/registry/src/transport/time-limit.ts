import { EventEmitter } from 'node:events'

/**
 * A limit in time of one step, which what the step is part of can end as well; it emits `abort`.
 *
 * undici takes such an emitter in the place of an AbortSignal, and one of those for each request,
 * tied to others, would cost a third of the request itself.
 */
export class TimeLimit extends EventEmitter {
  readonly #timer: NodeJS.Timeout
  readonly #parent: AbortSignal | undefined
  #ended = false
  #isOver = false

  constructor(timeoutMs: number, parent: AbortSignal | undefined) {
    super()
    this.#parent = parent
    this.#timer = setTimeout(() => {
      this.#isOver = true
      this.end()
    }, timeoutMs).unref()
    parent?.addEventListener('abort', this.end)
    if (parent?.aborted) this.end()
  }

  /** Whether it has ended the step; undici asks for it by this name. */
  get aborted(): boolean {
    return this.#ended
  }

  /** Whether the time is what has ended it. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Ends the step before its time. */
  readonly end = (): void => {
    if (this.#ended) return
    this.#ended = true
    this.emit('abort')
  }

  /** The same as a signal, for what takes no emitter. */
  toSignal(): AbortSignal {
    const controller = new AbortController()
    if (this.#ended) controller.abort()
    else this.once('abort', () => controller.abort())
    return controller.signal
  }

  /** Stops the clock, and leaves no trace with what the step was part of. */
  lift(): void {
    clearTimeout(this.#timer)
    this.#parent?.removeEventListener('abort', this.end)
  }
}
