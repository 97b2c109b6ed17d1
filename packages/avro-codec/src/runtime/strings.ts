/** Strings as UTF-8, bytes and fixed, each length-prefixed but fixed. */
import { isUtf8 } from 'node:buffer'
import type { Cursor } from './cursor.ts'
import { invalid, REFUSED } from './faults.ts'
import { readAnyLong, writeVarint } from './integers.ts'

/** Up to this length a loop is faster than a call into the runtime, and ASCII has a length of one byte. */
const SHORT_ASCII = 32
/** The same for other text: three bytes a character leave the length one byte, too. */
const SHORT_TEXT = 21
/** ES2024, which Node has since version 20. */
const wellFormed = Reflect.get(String.prototype, 'isWellFormed') as (this: string) => boolean
const REPLACEMENT = '\ufffd'

/** Up to this length a string of one call is faster to make than by the runtime's decoder. */
const SHORT_READ = 20

/** Makes a string of so many ASCII bytes, for each length: a call with all characters as arguments. */
const FROM_ASCII = Array.from({ length: SHORT_READ + 1 }, (_, length) => {
  const characters = Array.from({ length }, (_, index) => `bytes[pos + ${index}]`)
  const body = `return String.fromCharCode(${characters.join(', ')})`
  return new Function('bytes', 'pos', body) as (bytes: Buffer, pos: number) => string
})

/** Writes a string as its length in bytes and well-formed UTF-8. */
export function writeString(value: unknown, bytes: Buffer, pos: number): number {
  if (typeof value !== 'string') throw REFUSED
  const { length } = value
  if (length > SHORT_ASCII) return writeLongString(value, bytes, pos)
  const start = pos + 1
  for (let index = 0; index < length; index++) {
    const code = value.charCodeAt(index)
    if (code > 0x7f) {
      return (length > SHORT_TEXT ? writeLongString : writeShortText)(value, bytes, pos)
    }
    bytes[start + index] = code
  }
  bytes[pos] = length << 1
  return start + length
}

/** Writes UTF-8 by hand. Source: RFC 3629, section 3. */
function writeShortText(value: string, bytes: Buffer, pos: number): number {
  let end = pos + 1
  for (let index = 0; index < value.length; index++) {
    const code = value.codePointAt(index) as number
    if (code < 0x80) bytes[end++] = code
    else if (code < 0x800) {
      bytes[end++] = 0xc0 | (code >> 6)
      bytes[end++] = 0x80 | (code & 0x3f)
    } else {
      if (code < 0x10000) {
        if ((code & 0xf800) === 0xd800) throw REFUSED
        bytes[end++] = 0xe0 | (code >> 12)
      } else {
        bytes[end++] = 0xf0 | (code >> 18)
        bytes[end++] = 0x80 | ((code >> 12) & 0x3f)
        index++
      }
      bytes[end++] = 0x80 | ((code >> 6) & 0x3f)
      bytes[end++] = 0x80 | (code & 0x3f)
    }
  }
  bytes[pos] = (end - pos - 1) << 1
  return end
}

/** A string with a lone surrogate has no UTF-8 form: it is refused, not mended. */
function writeLongString(value: string, bytes: Buffer, pos: number): number {
  const size = Buffer.byteLength(value)
  const isAscii = size === value.length
  if (!isAscii && !isWellFormed(value)) throw REFUSED
  const start = writeVarint(size * 2, bytes, pos)
  const end = start + size
  if (end <= bytes.length) bytes.write(value, start, size, isAscii ? 'latin1' : 'utf8')
  return end
}

/** Whether a string has a UTF-8 form. */
export function isWellFormed(value: string): boolean {
  return wellFormed.call(value)
}

/** Reads a string. @throws {@link BrokenDatum} where its bytes are not UTF-8 */
export function readString(cursor: Cursor): string {
  const length = readLength(cursor)
  const start = cursor.take(length)
  const { bytes } = cursor
  if (length > SHORT_READ) return decode(bytes, start, start + length)
  let all = 0
  for (let index = start; index < start + length; index++) all |= bytes[index] as number
  if (all > 0x7f) return decode(bytes, start, start + length)
  return (FROM_ASCII[length] as (bytes: Buffer, pos: number) => string)(bytes, start)
}

/** Bytes that are not UTF-8 show as U+FFFD; only then it is worth looking which it was. */
function decode(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end)
  if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, end))) {
    throw invalid(start, 'it holds a string whose bytes are not UTF-8')
  }
  return text
}

/** The length of a string or bytes; it may still be more than there is. */
function readLength(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.pos] as number
  if (byte < 0x80 && (byte & 1) === 0) {
    cursor.pos++
    return byte >>> 1
  }
  const at = cursor.pos
  const length = Number(readAnyLong(cursor))
  if (length < 0) throw invalid(at, `it holds a length of ${length} bytes`)
  return length
}

/** Moves past a string or bytes. */
export function skipBytes(cursor: Cursor): void {
  cursor.take(readLength(cursor))
}

/** Writes bytes with their length. */
export function writeBytes(value: unknown, bytes: Buffer, pos: number): number {
  if (!(value instanceof Uint8Array)) throw REFUSED
  return copy(value, bytes, writeVarint(value.length * 2, bytes, pos))
}

/** Reads bytes into memory of their own. */
export function readBytes(cursor: Cursor): Buffer {
  return readFixed(cursor, readLength(cursor))
}

/** Writes exactly `size` bytes. */
export function writeFixed(value: unknown, size: number, bytes: Buffer, pos: number): number {
  if (!(value instanceof Uint8Array) || value.length !== size) throw REFUSED
  return copy(value, bytes, pos)
}

/** Reads exactly `size` bytes into memory of their own. */
export function readFixed(cursor: Cursor, size: number): Buffer {
  const start = cursor.take(size)
  return Buffer.from(cursor.bytes.subarray(start, start + size))
}

function copy(value: Uint8Array, bytes: Buffer, pos: number): number {
  const end = pos + value.length
  if (end <= bytes.length) bytes.set(value, pos)
  return end
}
