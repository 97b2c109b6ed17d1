const ESCAPE = '\u001b'
const SEQUENCE = new RegExp(`(${ESCAPE}\\[[\\d;]*[A-Za-z]|\\n)`)

/** The part of a terminal that the plot uses: lines, moving up, erasing below. */
export class Screen {
  #lines: string[] = ['']
  #row = 0

  /** What is shown, without trailing blanks and without the empty line of the cursor. */
  get lines(): readonly string[] {
    return this.#lines.slice(0, -1).map((line) => line.trimEnd())
  }

  write(text: string): void {
    for (const part of text.split(SEQUENCE)) {
      if (part === '\n') this.#feed()
      else if (part.startsWith(ESCAPE)) this.#obey(part.slice(2))
      else this.#lines[this.#row] = (this.#lines[this.#row] ?? '') + part
    }
  }

  /** A narrower terminal breaks what is too long for it. */
  wrapAt(columns: number): void {
    this.#lines = this.#lines.flatMap((line) => {
      const characters = [...line]
      return characters.length <= columns ? [line] : cut(characters, columns)
    })
    this.#row = this.#lines.length - 1
  }

  #feed(): void {
    this.#row++
    this.#lines[this.#row] ??= ''
  }

  #obey(sequence: string): void {
    const kind = sequence.at(-1)
    if (kind === 'F') this.#row = Math.max(0, this.#row - Number(sequence.slice(0, -1)))
    else if (kind === 'J') this.#lines = [...this.#lines.slice(0, this.#row), '']
    else if (kind !== 'm') throw new Error(`unknown sequence ${sequence}`)
  }
}

function cut(characters: readonly string[], columns: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < characters.length; at += columns) {
    pieces.push(characters.slice(at, at + columns).join(''))
  }
  return pieces
}
