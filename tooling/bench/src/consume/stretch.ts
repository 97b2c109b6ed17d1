import type { Order, Setting } from '../produce/setting.ts'

/** So many records, timed from the first to the last: how long a group takes to form is another matter. */
export class Stretch {
  #left: number
  #startedAt = 0
  #tookMs = 0
  #sum = 0

  constructor(records: number) {
    this.#left = records
  }

  get isDone(): boolean {
    return this.#left <= 0
  }

  /** Counts a record, by a field of its value, so that decoding cannot be left out; true for the last one. */
  add(value: number | undefined): boolean {
    if (this.#startedAt === 0) this.#startedAt = performance.now()
    this.#sum += value ?? Number.NaN
    if (--this.#left > 0) return false
    if (this.#left === 0) this.#tookMs = performance.now() - this.#startedAt
    return true
  }

  cost(): { readonly wallNs: number } {
    if (this.#tookMs === 0 || Number.isNaN(this.#sum)) throw new Error('not all records were read')
    return { wallNs: this.#tookMs * 1e6 }
  }
}

/** Large records lie in a topic of their own. */
export function topicOf({ topic }: Setting, { idLength }: Order): string {
  return idLength > 0 ? `${topic}-large` : topic
}
