import type { FailedRecord } from 'hops-kafka'

/** After so many only every thousandth is told: on a topic of another kind all are bad. */
const TOLD_IN_FULL = 10
const THEN_EVERY = 1000

/** Names records that cannot be decoded, in the end only some of them. */
export class SkipTeller {
  readonly #say: (text: string) => void
  readonly #verb: string
  #count = 0

  /** @param verb what becomes of them, for example `skipped` */
  constructor(say: (text: string) => void, verb: string) {
    this.#say = say
    this.#verb = verb
  }

  tell({ error }: FailedRecord): void {
    this.#count += 1
    if (this.#count > TOLD_IN_FULL && this.#count % THEN_EVERY !== 0) return
    const nth = this.#count > TOLD_IN_FULL ? ` (${this.#count} so far)` : ''
    this.#say(`${this.#verb}${nth} ${error.message}`)
  }
}
