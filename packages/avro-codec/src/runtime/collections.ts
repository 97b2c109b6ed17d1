import type { Cursor } from './cursor.ts'
import { invalid, REFUSED } from './faults.ts'
import { readAnyLong } from './integers.ts'

/**
 * Reads how many items the next block has, each of at least `itemBytes` bytes; 0 ends the list. A
 * negative count is followed by the block's size in bytes, for those who skip.
 */
export function readBlock(cursor: Cursor, itemBytes: number): number {
  let count = Number(readAnyLong(cursor))
  if (count < 0) {
    count = -count
    readAnyLong(cursor)
  }
  if (count > 0) cursor.claim(count, itemBytes)
  return count
}

/** The index of a union branch or enum symbol. */
export function readIndex(cursor: Cursor, choices: number, what: string): number {
  const at = cursor.pos
  const index = Number(readAnyLong(cursor))
  if (index >= 0 && index < choices) return index
  throw invalid(at, `it holds ${what} ${index}, while the schema has ${choices}`)
}

/** Sets a map's entry; `__proto__` is a key like any other. */
export function put(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value
  else
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
}

/** The keys of a map to write. */
export function keysOf(map: unknown): string[] {
  if (!isRecord(map)) throw REFUSED
  return Object.keys(map)
}

/** Whether a value can be a record or map: an object, but no list, bytes or date. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Date)
  )
}
