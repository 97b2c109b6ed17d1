/** Writes a producer's lines, many at a time. */
export class ReportLines {
  #text = ''

  acked(id: number, partition: number, offset: bigint | number | string): void {
    this.#add(`a ${id} ${partition} ${offset} ${Date.now()}`)
  }

  failed(id: number, error: unknown): void {
    this.#add(`f ${id} ${reasonOf(error)} ${Date.now()}`)
  }

  unsent(id: number): void {
    this.#add(`u ${id}`)
  }

  flush(): void {
    process.stdout.write(this.#text)
    this.#text = ''
  }

  #add(line: string): void {
    if (this.#text === '') setImmediate(() => this.flush())
    this.#text += `${line}\n`
  }
}

/** One word. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return code.replaceAll(' ', '_')
}
