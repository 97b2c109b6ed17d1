/** Writes a consumer's lines, many at a time. */
export class HandledLines {
  #text = ''

  joined(): void {
    this.#add('j')
  }

  handled(partition: number, offset: bigint | string, value: Uint8Array): void {
    const id = Number.parseInt(Buffer.from(value.subarray(0, 12)).toString(), 10)
    this.#add(`h ${partition} ${offset} ${id} ${Date.now()}`)
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
