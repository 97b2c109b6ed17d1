import { corrupt } from './corrupt.ts'

/**
 * Reads big-endian primitives one behind the other, never past the end.
 * @see https://kafka.apache.org/protocol.html#protocol_types
 */
export class ByteReader {
  readonly bytes: Buffer
  readonly #end: number
  #at: number

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.#at = at
    this.#end = end
  }

  get at(): number {
    return this.#at
  }

  get remaining(): number {
    return this.#end - this.#at
  }

  int8(): number {
    return this.bytes.readInt8(this.#take(1))
  }

  int16(): number {
    return this.bytes.readInt16BE(this.#take(2))
  }

  int32(): number {
    return this.bytes.readInt32BE(this.#take(4))
  }

  /** A whole number of 64 bits. Offsets and times of real logs stay far below 2^53, where a number is exact. */
  int64(): number {
    const at = this.#take(8)
    const value = this.bytes.readInt32BE(at) * 2 ** 32 + this.bytes.readUInt32BE(at + 4)
    if (!Number.isSafeInteger(value)) throw corrupt(`it holds the number ${value}, beyond 2^53`)
    return value
  }

  bigint64(): bigint {
    return this.bytes.readBigInt64BE(this.#take(8))
  }

  string(): string {
    const length = this.int16()
    if (length < 0) throw corrupt('a text is missing in it')
    const at = this.#take(length)
    return this.bytes.toString('utf8', at, at + length)
  }

  /** How many items follow; none for Kafka's null. `least` bytes each have to be there for them. */
  count(least: number): number {
    const count = this.int32()
    if (count * least > this.remaining) {
      throw corrupt(`it announces ${count} items where ${this.remaining} bytes are left`)
    }
    return Math.max(0, count)
  }

  /** So many bytes, as a view. */
  view(length: number): Buffer {
    const at = this.#take(length)
    return this.bytes.subarray(at, at + length)
  }

  #take(length: number): number {
    const at = this.#at
    if (length < 0 || length > this.#end - at) {
      throw corrupt(`it ends at byte ${this.#end}, in the middle of something of ${length} bytes`)
    }
    this.#at = at + length
    return at
  }
}
