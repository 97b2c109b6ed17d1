/** Counts the answers in a broker's stream: each is a 4-byte length, big endian, and so many bytes (Kafka protocol guide). */
export class FrameCounter {
  #lengthBytes = 0
  #length = 0
  /** Bytes of the current answer that have not come yet. */
  #left = 0

  /** How many answers end in this chunk. */
  count(chunk: Uint8Array): number {
    let ended = 0
    let at = 0
    while (at < chunk.length) {
      if (this.#left === 0 && !this.#takeLengthByte(chunk[at++] ?? 0)) continue
      const taken = Math.min(this.#left, chunk.length - at)
      this.#left -= taken
      at += taken
      if (this.#left === 0) ended++
    }
    return ended
  }

  /** Whether the length is complete. */
  #takeLengthByte(byte: number): boolean {
    this.#length = this.#length * 256 + byte
    this.#lengthBytes++
    if (this.#lengthBytes < 4) return false
    this.#left = this.#length
    this.#length = 0
    this.#lengthBytes = 0
    return true
  }
}
