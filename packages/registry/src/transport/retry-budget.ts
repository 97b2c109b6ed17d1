/** Retries that are always there, so that a quiet client can ride out a hiccup. */
const RESERVE = 10
/** What each first try adds. */
const PER_CALL = 0.2

/**
 * Keeps a client from adding to the load that brings a server down: beyond a small reserve, only
 * every fifth call may be followed by a retry, however many calls fail at the same time.
 */
export class RetryBudget {
  #tokens = RESERVE

  /** Notes the first try of a call. */
  deposit(): void {
    this.#tokens = Math.min(RESERVE, this.#tokens + PER_CALL)
  }

  /** Whether one more retry may be made; it counts as made. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
