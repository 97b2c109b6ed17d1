/** Sizes a batch's buffer takes as it fills: a partition with few records holds little. */
const FIRST_BYTES = 4_096
const GROWTH = 4

/** Buffers of batches, of which full-sized ones are used again: fresh memory costs more than the writing into it. */
export class BufferPool {
  readonly #fullBytes: number
  readonly #most: number
  readonly #free: Buffer[] = []

  /** @param keptBytes - how much memory is kept in free ones */
  constructor(fullBytes: number, keptBytes: number) {
    this.#fullBytes = fullBytes
    this.#most = Math.floor(keptBytes / fullBytes)
  }

  /** A buffer to begin a batch with. */
  first(): Buffer {
    return this.#free.length > 0
      ? (this.#free.pop() as Buffer)
      : Buffer.allocUnsafeSlow(Math.min(FIRST_BYTES, this.#fullBytes))
  }

  /** The next larger one, up to that of a full batch; none behind that. */
  larger({ length }: Buffer): Buffer | undefined {
    if (length >= this.#fullBytes) return undefined
    const size = Math.min(this.#fullBytes, length * GROWTH)
    if (size === this.#fullBytes && this.#free.length > 0) return this.#free.pop()
    return Buffer.allocUnsafeSlow(size)
  }

  /** Takes a buffer back. */
  free(buffer: Buffer): void {
    if (buffer.length === this.#fullBytes && this.#free.length < this.#most) this.#free.push(buffer)
  }
}
