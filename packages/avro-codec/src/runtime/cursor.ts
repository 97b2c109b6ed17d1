import { BrokenDatum, truncated } from './faults.ts'
import type { Limits } from './limits.ts'

/**
 * Where a datum is being read. Values of a fixed size are read past the end without a word: what is
 * read there is discarded, since the one who asked finds the cursor beyond `end`.
 */
export class Cursor {
  /** What the datum lies in. */
  bytes: Buffer = Buffer.alloc(0)
  /** Index of the next byte. */
  pos = 0
  /** Index behind the datum's last byte. */
  end = 0
  readonly limits: Limits
  #items = 0
  #emptyItems = 0
  #depth = 0

  constructor(limits: Limits) {
    this.limits = limits
  }

  /** Starts a datum. @throws {@link BrokenDatum} */
  open(bytes: Buffer, pos: number, end: number): void {
    this.bytes = bytes
    this.pos = pos
    this.end = end
    this.#items = 0
    this.#emptyItems = 0
    this.#depth = 0
    if (end - pos > this.limits.datumBytes) {
      throw overLimit(pos, `it has ${end - pos} bytes, more than ${this.limits.datumBytes}`)
    }
  }

  /** Moves past a string or bytes of a length just read. @returns its first index */
  take(length: number): number {
    const { pos } = this
    if (length > this.end - pos) {
      throw length > this.limits.stringBytes ? tooLong(pos, length, this.limits) : truncated(pos)
    }
    if (length > this.limits.stringBytes) throw tooLong(pos, length, this.limits)
    this.pos = pos + length
    return pos
  }

  /** Claims the items of a block, each of `bytes` or more, before any is read. */
  claim(count: number, bytes: number): void {
    this.#items += count
    if (bytes === 0) this.#emptyItems += count
    // Not `items > limit`: an absurd count may be NaN.
    if (!(this.#items <= this.limits.items) || this.#emptyItems > this.limits.emptyItems) {
      throw overLimit(this.pos, `it claims ${count} array or map items in one block`)
    }
    if (count * bytes > this.end - this.pos) throw truncated(this.pos)
  }

  /** Goes one record deeper. */
  enter(): void {
    if (++this.#depth > this.limits.depth) {
      throw overLimit(this.pos, `its records nest more than ${this.limits.depth} deep`)
    }
  }

  /** Comes back from a record. */
  leave(): void {
    this.#depth--
  }
}

function tooLong(at: number, length: number, { stringBytes }: Limits): BrokenDatum {
  return overLimit(at, `it claims a string of ${length} bytes, more than ${stringBytes}`)
}

function overLimit(at: number, message: string): BrokenDatum {
  return new BrokenDatum('ERR_AVRO_LIMIT', at, message)
}
