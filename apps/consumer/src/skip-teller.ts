import type { FailedRecord } from 'hops-kafka'

/** After so many only every thousandth is told: on a topic of another kind all are bad. */
const TOLD_IN_FULL = 10
const THEN_EVERY = 1000

/** Counts and names records that cannot be decoded. */
export class SkipTeller {
  readonly #say: (text: string) => void
  #count = 0

  constructor(say: (text: string) => void) {
    this.#say = say
  }

  get count(): number {
    return this.#count
  }

  tell({ error }: FailedRecord): void {
    this.#count += 1
    if (this.#count > TOLD_IN_FULL && this.#count % THEN_EVERY !== 0) return
    const nth = this.#count > TOLD_IN_FULL ? ` (${this.#count} so far)` : ''
    this.#say(`skipped${nth} ${error.message}`)
  }
}
