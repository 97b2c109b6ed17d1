import type { KeyCounters } from '../frame.ts'
import { MissingSteps } from './missing-steps.ts'
import { Rate } from './rate.ts'
import { SeenPairs } from './seen-pairs.ts'

/** Points of one series in order of arrival. */
export interface Points {
  /** Arrival number of the first one, from 0. */
  readonly first: number
  /** Event times in milliseconds since 1970-01-01 UTC. */
  readonly times: Float64Array
  /** As many values. */
  readonly values: Float64Array
}

/** The last points of one key, and the counters over all it ever got. */
export class Series {
  readonly id: number
  readonly key: string
  readonly #times: Float64Array
  readonly #values: Float64Array
  readonly #seen: SeenPairs
  readonly #missing = new MissingSteps()
  readonly #rate = new Rate()
  #count = 0
  /** Where the next point goes: `#count` modulo the window. */
  #slot = 0
  #lowest = Number.POSITIVE_INFINITY
  #highest = Number.NEGATIVE_INFINITY
  #late = 0
  #duplicates = 0
  #bad = 0

  constructor(id: number, key: string, window: number) {
    this.id = id
    this.key = key
    this.#times = new Float64Array(window)
    this.#values = new Float64Array(window)
    this.#seen = new SeenPairs(this.#times, this.#values)
  }

  /** How many points ever came. */
  get count(): number {
    return this.#count
  }

  /** Bad records that named this key. */
  get bad(): number {
    return this.#bad
  }

  /** The newest value; NaN before the first. */
  get last(): number {
    const slot = (this.#slot === 0 ? this.#times.length : this.#slot) - 1
    return this.#count === 0 ? Number.NaN : (this.#values[slot] ?? Number.NaN)
  }

  /** Appends a point. Constant time, whatever the window. */
  push(timeMs: number, value: number): void {
    const slot = this.#slot
    if (this.#count >= this.#times.length) this.#seen.remove(slot)
    this.#times[slot] = timeMs
    this.#values[slot] = value
    this.#count++
    this.#slot = slot + 1 === this.#times.length ? 0 : slot + 1
    if (this.#seen.add(slot)) this.#duplicates++
    else this.#place(timeMs)
  }

  /** Counts a bad record. */
  addBad(): void {
    this.#bad++
  }

  /** Brings the rate up to date, `elapsedS` seconds after the last time. */
  tick(elapsedS: number): void {
    this.#rate.update(this.#count, elapsedS)
  }

  get rate(): number {
    return this.#rate.perSecond
  }

  counters(): KeyCounters {
    return {
      count: this.#count,
      rate: this.rate,
      late: this.#late,
      duplicates: this.#duplicates,
      gaps: this.#missing.count,
      stepMs: this.#missing.usualMs,
      bad: this.#bad,
    }
  }

  /** The points numbered `from` up to, not including, `to` that are still in the window. */
  points(from = 0, to = this.#count): Points {
    const window = this.#times.length
    const first = Math.min(to, Math.max(from, this.#count - window, 0))
    return {
      first,
      times: unroll(this.#times, first, to),
      values: unroll(this.#values, first, to),
    }
  }

  /** Counts the point as in order, late or one that leaves steps out. */
  #place(timeMs: number): void {
    if (timeMs > this.#highest) {
      if (this.#count > 1) this.#missing.grow(timeMs - this.#highest)
      else this.#lowest = timeMs
      this.#highest = timeMs
    } else if (timeMs < this.#highest) {
      this.#late++
      if (timeMs < this.#lowest) {
        this.#missing.grow(this.#lowest - timeMs)
        this.#lowest = timeMs
      } else this.#missing.fill()
    }
  }
}

/** Copies the numbers `from` up to, not including, `to` out of a ring. */
function unroll(ring: Float64Array, from: number, to: number): Float64Array {
  const copy = new Float64Array(to - from)
  const start = from % ring.length
  const end = start + copy.length
  copy.set(ring.subarray(start, Math.min(end, ring.length)))
  if (end > ring.length) copy.set(ring.subarray(0, end - ring.length), ring.length - start)
  return copy
}
