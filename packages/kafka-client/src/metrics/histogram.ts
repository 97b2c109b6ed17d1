/** How often values fell below which bound, as Prometheus' histograms have it but not summed up. */
export interface HistogramSnapshot {
  readonly count: number
  readonly sum: number
  /** The largest value; 0 while there is none. */
  readonly max: number
  /** Values above the bound before and up to `upTo`; the last bucket has the rest, up to Infinity. */
  readonly buckets: readonly { readonly upTo: number; readonly count: number }[]
}

/** Bounds for durations, in ms. */
export const MS_BOUNDS: readonly number[] = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 120_000,
]

/** Bounds for counts of records. */
export const COUNT_BOUNDS: readonly number[] = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000]

/** Counts values in buckets of fixed bounds: constant memory, however many come. */
export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0
  #max = 0

  /** `bounds` ascend. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = new Array<number>(bounds.length + 1).fill(0)
  }

  record(value: number): void {
    const found = this.#bounds.findIndex((bound) => value <= bound)
    const at = found === -1 ? this.#bounds.length : found
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.#sum += value
    if (value > this.#max) this.#max = value
  }

  snapshot(): HistogramSnapshot {
    return {
      count: this.#counts.reduce((total, count) => total + count, 0),
      sum: this.#sum,
      max: this.#max,
      buckets: this.#counts.map((count, at) => ({
        upTo: this.#bounds[at] ?? Number.POSITIVE_INFINITY,
        count,
      })),
    }
  }
}
