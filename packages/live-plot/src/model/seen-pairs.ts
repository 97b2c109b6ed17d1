/**
 * Tells in constant time whether a point equal in time and value is already in a ring.
 *
 * An open-addressing table of ring slots with one entry for each distinct pair: that of its newest
 * point. Numbers are compared by their bits, so NaN equals NaN.
 */
export class SeenPairs {
  /** Slot + 1; 0 for none. At most half full. */
  readonly #table: Int32Array
  readonly #mask: number
  readonly #timeBits: Uint32Array
  readonly #valueBits: Uint32Array

  /** Watches the two arrays of a ring. */
  constructor(times: Float64Array, values: Float64Array) {
    const size = 2 ** Math.ceil(Math.log2(times.length * 2))
    this.#table = new Int32Array(size)
    this.#mask = size - 1
    this.#timeBits = new Uint32Array(times.buffer)
    this.#valueBits = new Uint32Array(values.buffer)
  }

  /** Enters the point in `slot`; true if its equal is in the ring. */
  add(slot: number): boolean {
    const table = this.#table
    let index = this.#hash(slot)
    for (let entry = table[index]; entry; entry = table[index]) {
      if (this.#areEqual(entry - 1, slot)) {
        table[index] = slot + 1
        return true
      }
      index = (index + 1) & this.#mask
    }
    table[index] = slot + 1
    return false
  }

  /** Forgets the point in `slot`, before it is overwritten. */
  remove(slot: number): void {
    const table = this.#table
    let index = this.#hash(slot)
    while (table[index] !== slot + 1) {
      // A newer equal point has taken over the entry.
      if (table[index] === 0) return
      index = (index + 1) & this.#mask
    }
    this.#close(index)
  }

  /** Empties an entry and moves up those that it had pushed on. */
  #close(hole: number): void {
    const table = this.#table
    let empty = hole
    let index = (hole + 1) & this.#mask
    for (let entry = table[index]; entry; entry = table[index]) {
      const pushedBy = (index - this.#hash(entry - 1)) & this.#mask
      if (pushedBy >= ((index - empty) & this.#mask)) {
        table[empty] = entry
        empty = index
      }
      index = (index + 1) & this.#mask
    }
    table[empty] = 0
  }

  #areEqual(one: number, other: number): boolean {
    const times = this.#timeBits
    const values = this.#valueBits
    return (
      times[2 * one] === times[2 * other] &&
      times[2 * one + 1] === times[2 * other + 1] &&
      values[2 * one] === values[2 * other] &&
      values[2 * one + 1] === values[2 * other + 1]
    )
  }

  #hash(slot: number): number {
    let hash = Math.imul(this.#timeBits[2 * slot] ?? 0, 0x9e3779b1)
    hash = Math.imul(hash ^ (this.#timeBits[2 * slot + 1] ?? 0), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 15) ^ (this.#valueBits[2 * slot] ?? 0), 0xc2b2ae35)
    hash = Math.imul(hash ^ (hash >>> 13) ^ (this.#valueBits[2 * slot + 1] ?? 0), 0x27d4eb2f)
    return (hash ^ (hash >>> 16)) & this.#mask
  }
}
