/** How far a rate looks back: what is older counts for less than a third. */
const MEMORY_S = 5
/** A rate below one in a hundred seconds is none. */
const LEAST = 0.01
const DIGITS = 3

/** How fast a count grows, weighted exponentially. */
export class Rate {
  #count = 0
  #sum = 0
  /** What the past weighs: 0 at first, so that the first rate is not drawn towards 0. */
  #weight = 0

  /** Takes a count `elapsedS` seconds, more than 0, after the last. */
  update(count: number, elapsedS: number): void {
    const keep = Math.exp(-elapsedS / MEMORY_S)
    this.#sum = this.#sum * keep + ((count - this.#count) / elapsedS) * (1 - keep)
    this.#weight = this.#weight * keep + (1 - keep)
    this.#count = count
  }

  /** A second, with three significant digits. */
  get perSecond(): number {
    if (this.#sum === 0) return 0
    const rate = this.#sum / this.#weight
    return rate < LEAST ? 0 : Number(rate.toPrecision(DIGITS))
  }
}
