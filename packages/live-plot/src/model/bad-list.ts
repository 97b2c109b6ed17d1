import { BAD_RECORDS_KEPT, type BadRecord } from '../frame.ts'

/** The last bad records. */
export class BadList {
  readonly #records: BadRecord[] = []
  #count = 0

  /** How many there ever were. */
  get count(): number {
    return this.#count
  }

  add(record: Omit<BadRecord, 'number'>): void {
    this.#records.push({ number: this.#count++, ...record })
    if (this.#records.length > BAD_RECORDS_KEPT) this.#records.shift()
  }

  /** Those numbered `from` up to, not including, `to` that are still kept, oldest first. */
  list(from = 0, to = this.#count): readonly BadRecord[] {
    return this.#records.filter(({ number }) => number >= from && number < to)
  }
}
