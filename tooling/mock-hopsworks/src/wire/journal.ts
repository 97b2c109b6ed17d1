/** One answered request; the query and the headers are left out, so it holds no secret. */
export interface JournalEntry {
  readonly method: string
  readonly path: string
  readonly status: number
  /** Whether the contract has a route for this method and path. */
  readonly known: boolean
}

const MAX_ENTRIES = 1000

/** The last requests, and how many of all met no route. */
export class Journal {
  readonly #entries: JournalEntry[] = []
  #unknown = 0

  get entries(): readonly JournalEntry[] {
    return this.#entries
  }

  /** Requests for paths or methods that the contract does not have. */
  get unknown(): number {
    return this.#unknown
  }

  add(entry: JournalEntry): void {
    if (!entry.known) this.#unknown += 1
    this.#entries.push(entry)
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift()
  }
}
