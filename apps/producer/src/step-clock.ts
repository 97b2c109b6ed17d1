/** When the first step is, how far apart steps are, and how many are remembered. */
export interface StepClockOptions {
  readonly first: number
  /** 0: steps come as fast as they can. */
  readonly delayMs: number
  /** How many steps before the newest one are asked for at most. */
  readonly kept: number
}

/**
 * Event times of steps. With a delay they hang on the start, as the steps themselves do: exactly `delayMs` apart, also
 * where a step was held up. Without one it is the time at which the step was reached.
 */
export class StepClock {
  readonly #options: StepClockOptions
  readonly #startMs: number
  readonly #reachedMs = new Map<number, number>()

  constructor(options: StepClockOptions, nowMs = Date.now()) {
    this.#options = options
    this.#startMs = nowMs
  }

  /** A step begins. */
  reach(step: number, nowMs = Date.now()): void {
    if (this.#options.delayMs > 0) return
    this.#reachedMs.set(step, nowMs)
    this.#reachedMs.delete(step - this.#options.kept - 1)
  }

  /** Milliseconds since the epoch, whole. A step of an earlier run, without a delay, counts as the start. */
  timeOf(step: number): number {
    const { first, delayMs } = this.#options
    if (delayMs === 0) return this.#reachedMs.get(step) ?? this.#startMs
    return Math.round(this.#startMs + (step - first) * delayMs)
  }
}
