import { EventEmitter } from 'node:events'

/**
 * A limit in time of one step, which what the step is part of can end as well; it emits `abort`.
 *
 * undici takes such an emitter in the place of an AbortSignal, and one of those for each request,
 * tied to others, would cost a third of the request itself.
 */
export class TimeLimit extends EventEmitter {
  /** Whether it has ended the step; undici asks for it by this name. */
  aborted = false
  /** Whether the time is what has ended it. */
  isOver = false
  readonly #timer: NodeJS.Timeout
  readonly #parent: AbortSignal | undefined
  readonly #follow: (() => void) | undefined

  constructor(timeoutMs: number, parent: AbortSignal | undefined) {
    super()
    this.#timer = setTimeout(runOut, timeoutMs, this).unref()
    if (parent === undefined) return
    this.#parent = parent
    this.#follow = () => this.end()
    parent.addEventListener('abort', this.#follow)
    if (parent.aborted) this.end()
  }

  /** Ends the step before its time. */
  end(): void {
    if (this.aborted) return
    this.aborted = true
    this.emit('abort')
  }

  /** The same as a signal, for what takes no emitter. */
  toSignal(): AbortSignal {
    const controller = new AbortController()
    if (this.aborted) controller.abort()
    else this.once('abort', () => controller.abort())
    return controller.signal
  }

  /** Stops the clock, and leaves no trace with what the step was part of. */
  lift(): void {
    clearTimeout(this.#timer)
    if (this.#follow) this.#parent?.removeEventListener('abort', this.#follow)
  }
}

function runOut(limit: TimeLimit): void {
  limit.isOver = true
  limit.end()
}
