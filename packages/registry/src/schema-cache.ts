/** What an entry costs besides its text. */
const ENTRY_CHARACTERS = 200

/** Schema texts by id. An id never changes its schema, so only the bound makes one go. */
export class SchemaCache {
  /** Least recently used first. */
  readonly #texts = new Map<number, string>()
  readonly #maxCharacters: number
  #characters = 0

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters
  }

  get(id: number): string | undefined {
    const text = this.#texts.get(id)
    if (text === undefined) return undefined
    this.#texts.delete(id)
    this.#texts.set(id, text)
    return text
  }

  set(id: number, text: string): void {
    this.#delete(id)
    this.#texts.set(id, text)
    this.#characters += text.length + ENTRY_CHARACTERS
    for (const oldest of this.#texts.keys()) {
      if (this.#characters <= this.#maxCharacters) return
      this.#delete(oldest)
    }
  }

  #delete(id: number): void {
    const text = this.#texts.get(id)
    if (text === undefined) return
    this.#texts.delete(id)
    this.#characters -= text.length + ENTRY_CHARACTERS
  }
}
