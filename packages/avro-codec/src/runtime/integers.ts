/**
 * Ints and longs as zigzag varints. Source: Avro specification, "Binary encoding". A number is cut
 * into pieces that fit 32-bit arithmetic, which is exact and fast; bigints are used only beyond.
 */
import type { Cursor } from './cursor.ts'
import { BrokenDatum, invalid, REFUSED } from './faults.ts'

const TWO_32 = 2 ** 32
const MAX_LONG = 2n ** 63n - 1n
const MIN_LONG = -(2n ** 63n)

/** Writes an int and returns its end; past the end of the buffer it only counts, as all writers do. */
export function writeInt(value: unknown, bytes: Buffer, pos: number): number {
  if (typeof value !== 'number' || value !== (value | 0)) throw REFUSED
  return writeVarint((value << 1) ^ (value >> 31), bytes, pos)
}

/** Writes a long given as a number, exactly. */
export function writeLong(value: unknown, bytes: Buffer, pos: number): number {
  if (typeof value !== 'number') throw REFUSED
  if (value === (value | 0)) return writeVarint((value << 1) ^ (value >> 31), bytes, pos)
  if (!Number.isSafeInteger(value)) throw REFUSED
  const sign = value < 0 ? 1 : 0
  // The zigzag number is 2 * rest + sign; as a double it would lose its last bit.
  const rest = sign === 1 ? -value - 1 : value
  const low = rest >>> 0
  const high = (rest - low) / TWO_32
  bytes[pos] = (low << 1) | sign | 0x80
  bytes[pos + 1] = (low >>> 6) | 0x80
  bytes[pos + 2] = (low >>> 13) | 0x80
  bytes[pos + 3] = (low >>> 20) | 0x80
  // 27 bits of `low` are written, 5 are left, and `high` has at most 21.
  return writeVarint((high << 5) | (low >>> 27), bytes, pos + 4)
}

/** Writes a long given as a bigint or as a safe number. */
export function writeAnyLong(value: unknown, bytes: Buffer, pos: number): number {
  if (typeof value !== 'bigint') return writeLong(value, bytes, pos)
  if (value > MAX_LONG || value < MIN_LONG) throw REFUSED
  let zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  let end = pos
  for (; zigzag > 0x7fn; zigzag >>= 7n) bytes[end++] = Number(zigzag & 0x7fn) | 0x80
  bytes[end++] = Number(zigzag)
  return end
}

/** Writes up to 32 bits, in groups of seven from the lowest. */
export function writeVarint(bits: number, bytes: Buffer, pos: number): number {
  let left = bits >>> 0
  let end = pos
  for (; left > 0x7f; left >>>= 7) bytes[end++] = left | 0x80
  bytes[end++] = left
  return end
}

/** Reads an int. @throws {@link BrokenDatum} where more than 32 bits are used */
export function readInt(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.pos] as number
  if (byte < 0x80) {
    cursor.pos++
    return (byte >>> 1) ^ -(byte & 1)
  }
  const at = cursor.pos
  const value = readAnyLong(cursor)
  if (typeof value === 'bigint' || value !== (value | 0)) {
    throw invalid(at, `it holds the int ${value}, of more than 32 bits`)
  }
  return value
}

/** Reads a long as a number. @throws {@link BrokenDatum} beyond ±(2^53 - 1) */
export function readLong(cursor: Cursor): number {
  const at = cursor.pos
  const value = readAnyLong(cursor)
  if (typeof value === 'number') return value
  throw new BrokenDatum(
    'ERR_AVRO_UNSAFE_LONG',
    at,
    `it holds the long ${value}, which a number cannot hold exactly`,
  )
}

/** Reads a long as a bigint. */
export function readBigLong(cursor: Cursor): bigint {
  return BigInt(readAnyLong(cursor))
}

/** Reads a long as a number where that is exact, else as a bigint. */
export function readAnyLong(cursor: Cursor): number | bigint {
  const { bytes, pos } = cursor
  let byte = bytes[pos] as number
  if (byte < 0x80) {
    cursor.pos = pos + 1
    return (byte >>> 1) ^ -(byte & 1)
  }
  let low = byte & 0x7f
  byte = bytes[pos + 1] as number
  low |= (byte & 0x7f) << 7
  if (byte >= 0x80) {
    byte = bytes[pos + 2] as number
    low |= (byte & 0x7f) << 14
    if (byte >= 0x80) {
      byte = bytes[pos + 3] as number
      low |= (byte & 0x7f) << 21
      if (byte >= 0x80) return readLongTail(cursor, low)
      cursor.pos = pos + 4
    } else cursor.pos = pos + 3
  } else cursor.pos = pos + 2
  return (low >>> 1) ^ -(low & 1)
}

/** Reads on from the fifth byte; `low` holds the first 28 bits. */
function readLongTail(cursor: Cursor, low: number): number | bigint {
  const { bytes, pos } = cursor
  let next = pos + 4
  let middle = 0
  let byte = 0x80
  for (let shift = 0; shift < 28 && byte >= 0x80; shift += 7) {
    byte = bytes[next++] ?? 0
    middle |= (byte & 0x7f) << shift
  }
  cursor.pos = next
  const high = byte >= 0x80 ? readLongTop(cursor, pos) : 0
  const sign = low & 1
  const rest = (low >>> 1) + middle * 2 ** 27
  // The zigzag number without its sign: value, or -value - 1.
  if (high === 0 && rest + sign <= Number.MAX_SAFE_INTEGER) return sign === 1 ? -rest - 1 : rest
  const exact = (BigInt(high) << 55n) + (BigInt(middle) << 27n) + BigInt(low >>> 1)
  return sign === 1 ? -exact - 1n : exact
}

/** Bits 56 to 63, from the ninth byte and the tenth. */
function readLongTop(cursor: Cursor, start: number): number {
  const ninth = cursor.bytes[cursor.pos++] ?? 0
  if (ninth < 0x80) return ninth
  const tenth = cursor.bytes[cursor.pos++] ?? 0
  if (tenth >= 0x80) throw invalid(start, 'it holds a number of more than 10 bytes')
  if (tenth > 1) throw invalid(start, 'it holds a long of more than 64 bits')
  return (ninth & 0x7f) | (tenth << 7)
}

/** A long rounded once to 32 bits, as the promotion from long to float asks. */
export function floatOf(value: number | bigint): number {
  if (typeof value === 'number') return Math.fround(value)
  // The bits that a double has no room for only matter by whether there are any.
  const kept = (value >> 11n) | ((value & 0x7ffn) === 0n ? 0n : 1n)
  return Math.fround(Number(kept) * 2 ** 11)
}
