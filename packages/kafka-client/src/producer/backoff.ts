const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000

/** Pauses between attempts that fail: each twice as long as the one before, up to a second. */
export class Backoff {
  #pauses = 0
  #until = 0

  /** Whether the last attempt failed. */
  get failing(): boolean {
    return this.#pauses > 0
  }

  /** When the pause ends, in ms since the epoch; in the past if there is none. */
  get until(): number {
    return this.#until
  }

  /** An attempt has failed. One of several at once, which only the first of them lengthens the pause for. */
  failed(now: number): void {
    if (now < this.#until) return
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#pauses++)
    // Spread, so that the producers of a fleet do not return to a restarted broker at the same instant.
    this.#until = now + longest * (0.75 + Math.random() / 4)
  }

  succeeded(): void {
    this.#pauses = 0
  }
}
