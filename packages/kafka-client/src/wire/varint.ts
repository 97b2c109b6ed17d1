// Signed integers of variable length, zigzag-encoded, as in record batches (KIP-98; the same as in Protocol Buffers).

/** The most bytes that a 32-bit integer takes. */
export const VARINT_BYTES = 5
const TWO_32 = 2 ** 32

/** Bytes that a 32-bit integer takes. */
export function sizeOfVarint(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  if (zigzag < 0x80) return 1
  if (zigzag < 0x4000) return 2
  if (zigzag < 0x20_0000) return 3
  return zigzag < 0x1000_0000 ? 4 : 5
}

/** Writes a 32-bit integer and returns the end; the caller has seen to the room. */
export function writeVarint(value: number, target: Uint8Array, at: number): number {
  let zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  let end = at
  while (zigzag >= 0x80) {
    target[end++] = (zigzag & 0x7f) | 0x80
    zigzag >>>= 7
  }
  target[end] = zigzag
  return end + 1
}

/** Writes a whole number from -2^52 to 2^52 - 1 and returns the end, at most ten bytes on. */
export function writeVarlong(value: number, target: Uint8Array, at: number): number {
  if (value === (value | 0) && value < 0x4000_0000 && value >= -0x4000_0000) {
    return writeVarint(value, target, at)
  }
  // Arithmetic instead of shifts, which cut to 32 bits.
  let zigzag = value < 0 ? -2 * value - 1 : 2 * value
  let end = at
  while (zigzag >= 0x80) {
    target[end++] = (zigzag % 0x80) | 0x80
    zigzag = Math.floor(zigzag / 0x80)
  }
  target[end] = zigzag
  return end + 1
}

/** Reads integers one behind the other. */
export class VarintReader {
  at: number
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.at = at
  }

  /**
   * A 32-bit integer.
   * @throws Error when the bytes end within it, or it is longer
   */
  varint(): number {
    const low = this.#byte()
    if (low < 0x80) return (low >>> 1) ^ -(low & 1)
    const zigzag = this.#rest(low & 0x7f, VARINT_BYTES)
    if (zigzag >= TWO_32) throw new Error('an integer has more than 32 bits')
    return (zigzag >>> 1) ^ -(zigzag & 1)
  }

  /**
   * A whole number from -2^52 to 2^52 - 1: a timestamp's delta or an offset's.
   * @throws Error when the bytes end within it, or it is larger
   */
  varlong(): number {
    const low = this.#byte()
    if (low < 0x80) return (low >>> 1) ^ -(low & 1)
    const zigzag = this.#rest(low & 0x7f, 8)
    if (zigzag > Number.MAX_SAFE_INTEGER) throw new Error('an integer has more than 53 bits')
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
  }

  #rest(low: number, most: number): number {
    let value = low
    let scale = 0x80
    for (let count = 1; count < most; count++) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
    throw new Error(`an integer takes more than ${most} bytes`)
  }

  #byte(): number {
    const byte = this.#bytes[this.at++]
    if (byte === undefined) throw new Error('it ends within an integer')
    return byte
  }
}
