/** Counts the records that are shown, decoded or raw, until there are as many as were asked for. */
export class RecordCount {
  readonly #most: number | undefined
  readonly #reached = new AbortController()
  #shown = 0

  /** @param most undefined: never enough */
  constructor(most: number | undefined) {
    this.#most = most
  }

  get shown(): number {
    return this.#shown
  }

  /** Aborted by the last one. */
  get reached(): AbortSignal {
    return this.#reached.signal
  }

  add(): void {
    this.#shown += 1
    if (this.#shown === this.#most) this.#reached.abort()
  }
}
