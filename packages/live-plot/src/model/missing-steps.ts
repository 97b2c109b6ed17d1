/** The usual step is learnt from so many steps, and anew whenever as many more were made. */
const STEPS_LEARNT_FROM = 16
/** Of those in order of length, the usual one: low, for what is lost only lengthens steps. */
const USUAL_RANK = STEPS_LEARNT_FROM / 4
/** A step is regular if it differs from the usual one by at most this share of it. */
const TOLERANCE = 0.1
/** So many of the steps must be regular; intervals drawn at random are hardly ever. */
const LEAST_REGULAR = 6
/** A step this many times the usual one is a gap. */
const GAP_FACTOR = 1.5
/** Steps of a millisecond cannot be told from jitter by a clock of milliseconds. */
const LEAST_STEP_MS = 2

/**
 * Counts the steps that a key's event times leave out.
 *
 * The usual step is learnt: of 16 steps forward the fifth shortest, if it is 2 ms or longer and at
 * least 6 of the 16 are within a tenth of it; else there is none, and nothing counts as missing. A
 * step 1.5 times as long or longer leaves out `round(length / usual) - 1`. The steps from which
 * the usual one was learnt are judged by it afterwards.
 */
export class MissingSteps {
  readonly #recent = new Float64Array(STEPS_LEARNT_FROM)
  #steps = 0
  #missing = 0
  /** Late records that came while no usual step was known. */
  #filledUnjudged = 0
  #usualMs: number | null = null

  /** Steps missing now. */
  get count(): number {
    return this.#missing
  }

  /** The usual step in milliseconds; null while none is known. */
  get usualMs(): number | null {
    return this.#usualMs
  }

  /** The range of event times grew by `lengthMs`, more than 0. */
  grow(lengthMs: number): void {
    this.#recent[this.#steps++ % STEPS_LEARNT_FROM] = lengthMs
    if (this.#usualMs !== null) this.#missing += leftOut(lengthMs, this.#usualMs)
    if (this.#steps % STEPS_LEARNT_FROM === 0) this.#learn()
  }

  /** A record came within the range of event times. */
  fill(): void {
    if (this.#usualMs === null) this.#filledUnjudged++
    else if (this.#missing > 0) this.#missing--
  }

  #learn(): void {
    const usual = usualStep(this.#recent)
    if (this.#usualMs === null && usual !== null) {
      let missing = -this.#filledUnjudged
      for (const length of this.#recent) missing += leftOut(length, usual)
      this.#missing += Math.max(0, missing)
    }
    this.#usualMs = usual
    this.#filledUnjudged = 0
  }
}

function usualStep(steps: Float64Array): number | null {
  const usual = Float64Array.from(steps).sort()[USUAL_RANK] ?? 0
  let regular = 0
  for (const step of steps) if (Math.abs(step - usual) <= TOLERANCE * usual) regular++
  return usual >= LEAST_STEP_MS && regular >= LEAST_REGULAR ? usual : null
}

function leftOut(lengthMs: number, usualMs: number): number {
  return lengthMs < GAP_FACTOR * usualMs ? 0 : Math.round(lengthMs / usualMs) - 1
}
