/** Booleans and IEEE 754 numbers, little-endian. Source: Avro specification, "Binary encoding". */
import type { Cursor } from './cursor.ts'
import { invalid, REFUSED } from './faults.ts'

/** Writes a boolean as one byte, 0 or 1. */
export function writeBoolean(value: unknown, bytes: Buffer, pos: number): number {
  if (typeof value !== 'boolean') throw REFUSED
  bytes[pos] = value ? 1 : 0
  return pos + 1
}

/** Reads a boolean. @throws {@link BrokenDatum} where its byte is neither 0 nor 1 */
export function readBoolean(cursor: Cursor): boolean {
  const byte = cursor.bytes[cursor.pos++] as number
  if (byte > 1) throw invalid(cursor.pos - 1, `it holds the byte ${byte} for a boolean`)
  return byte === 1
}

/** Writes 32 bits, rounded to the nearest; a finite number that would become infinity is refused. */
export function writeFloat(value: unknown, bytes: Buffer, pos: number): number {
  if (!isFloat(value)) throw REFUSED
  if (pos + 4 <= bytes.length) bytes.writeFloatLE(value, pos)
  return pos + 4
}

/** Whether 32 bits can stand for a number. */
export function isFloat(value: unknown): value is number {
  if (typeof value !== 'number') return false
  return !Number.isFinite(value) || Number.isFinite(Math.fround(value))
}

/** Reads 32 bits. @throws {@link BrokenDatum} where there are fewer */
export function readFloat(cursor: Cursor): number {
  return cursor.bytes.readFloatLE(cursor.take(4))
}

/** Writes 64 bits: any number, NaN and infinities too. */
export function writeDouble(value: unknown, bytes: Buffer, pos: number): number {
  if (typeof value !== 'number') throw REFUSED
  if (pos + 8 <= bytes.length) bytes.writeDoubleLE(value, pos)
  return pos + 8
}

/** Reads 64 bits. @throws {@link BrokenDatum} where there are fewer */
export function readDouble(cursor: Cursor): number {
  return cursor.bytes.readDoubleLE(cursor.take(8))
}
