/** Reads the fields of an answer one behind the other, big endian (Kafka protocol guide, "Protocol Primitive Types"). */
export class ByteReader {
  #at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  int8(): number {
    return this.#bytes.readInt8(this.#move(1))
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#move(2))
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#move(4))
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#move(8))
  }

  /** A string, or undefined for a null one. */
  text(): string | undefined {
    const length = this.int16()
    if (length < 0) return undefined
    const from = this.#move(length)
    return this.#bytes.toString('utf8', from, from + length)
  }

  array<T>(item: () => T): T[] {
    const items: T[] = []
    for (let left = this.int32(); left > 0; left--) items.push(item())
    return items
  }

  #move(width: number): number {
    const from = this.#at
    this.#at += width
    if (this.#at <= this.#bytes.length) return from
    throw new Error(`the answer of ${this.#bytes.length} bytes ends within a field`)
  }
}
