/** What a client has done so far. */
export interface CounterValues {
  /** Answers from the cache. */
  readonly hits: number
  /** Answers that had to be asked for, or that another caller was already asking for. */
  readonly misses: number
  /** Failures from the cache: "there is no such id". */
  readonly negatives: number
  /** Answers from the cache past their time, since the server did not answer. */
  readonly stale: number
  /** HTTP requests made. */
  readonly requests: number
  /** Those that were a try again. */
  readonly retries: number
  /** HTTP requests under way. */
  readonly inFlight: number
}

/** Called with the counters each time that one changes; must not throw. */
export type CountersListener = (counters: CounterValues) => void

/** Counts what a client does, and tells a listener. */
export class Counters {
  readonly #values = {
    hits: 0,
    misses: 0,
    negatives: 0,
    stale: 0,
    requests: 0,
    retries: 0,
    inFlight: 0,
  }
  readonly #listener: CountersListener | undefined

  constructor(listener?: CountersListener) {
    this.#listener = listener
  }

  add(name: keyof CounterValues, by = 1): void {
    this.#values[name] += by
    this.#listener?.(this.values)
  }

  /** A copy of this moment. */
  get values(): CounterValues {
    return { ...this.#values }
  }
}
