/**
 * A limit in time of one step, which what the step is part of can end as well. An AbortSignal for
 * each step, tied to the caller's, would cost a third of the request that it guards.
 */
export class TimeLimit {
  /** Whether the time is what has ended the step. */
  isOver = false
  #ended = false
  #listener: (() => void) | undefined
  readonly #timer: NodeJS.Timeout
  readonly #parent: AbortSignal | undefined
  readonly #follow: (() => void) | undefined

  constructor(timeoutMs: number, parent: AbortSignal | undefined) {
    this.#timer = setTimeout(runOut, timeoutMs, this).unref()
    if (parent === undefined) return
    this.#parent = parent
    this.#follow = () => this.end()
    parent.addEventListener('abort', this.#follow)
    if (parent.aborted) this.end()
  }

  /** Whether the step was ended before it was done. */
  get hasEnded(): boolean {
    return this.#ended
  }

  /** Calls the one listener when the step is ended; at once when it has been. */
  onEnd(listener: () => void): void {
    this.#listener = listener
    if (this.#ended) listener()
  }

  /** Ends the step before its time. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#listener?.()
  }

  /** The same as a signal, for what takes no listener. */
  toSignal(): AbortSignal {
    const controller = new AbortController()
    this.onEnd(() => controller.abort())
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
