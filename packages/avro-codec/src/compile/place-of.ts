import { readBlock, readIndex } from '../runtime/collections.ts'
import type { Cursor } from '../runtime/cursor.ts'
import { readAnyLong } from '../runtime/integers.ts'
import { readString, skipBytes } from '../runtime/strings.ts'
import type { Schema } from '../schema/schema.ts'
import { leastBytes } from './least-bytes.ts'

/**
 * Where in a datum a byte is: field names, map keys and array indices, joined by dots. Readers keep
 * no path; after one has failed, this walks the same bytes again up to the fault.
 * @param at - index of the byte; the cursor stands at the start of the datum
 */
export function placeOf(schema: Schema, cursor: Cursor, at: number): string {
  const walk = new Walk(cursor, at)
  try {
    walk.pass(schema, [])
  } catch {
    // The fault itself, met once more.
  }
  return walk.path.join('.')
}

class Walk {
  /** The place that was entered last. */
  path: readonly string[] = []
  readonly #cursor: Cursor
  readonly #at: number

  constructor(cursor: Cursor, at: number) {
    this.#cursor = cursor
    this.#at = at
  }

  /** Moves past a value, and says whether the byte is behind it. */
  pass(schema: Schema, path: readonly string[]): boolean {
    this.path = path
    const cursor = this.#cursor
    switch (schema.kind) {
      case 'record':
        cursor.enter()
        if (!schema.fields.every(({ name, type }) => this.pass(type, [...path, name]))) return false
        cursor.leave()
        break
      case 'union': {
        const branch = schema.branches[readIndex(cursor, schema.branches.length, 'branch')]
        if (!this.#isBefore()) return false
        return branch === undefined || this.pass(branch, path)
      }
      case 'array':
        return this.#items(path, leastBytes(schema.items), (index) =>
          this.pass(schema.items, [...path, String(index)]),
        )
      case 'map':
        return this.#items(path, 1 + leastBytes(schema.values), () => {
          const key = readString(cursor)
          return this.#isBefore() && this.pass(schema.values, [...path, key])
        })
      default:
        skip(schema, cursor)
    }
    return this.#isBefore()
  }

  #items(path: readonly string[], bytes: number, pass: (index: number) => boolean): boolean {
    let index = 0
    for (
      let left = readBlock(this.#cursor, bytes);
      left > 0;
      left = readBlock(this.#cursor, bytes)
    ) {
      for (; left > 0; left--) if (!pass(index++)) return false
      this.path = path
    }
    return this.#isBefore()
  }

  #isBefore(): boolean {
    return this.#cursor.pos <= this.#at
  }
}

function skip(schema: Schema, cursor: Cursor): void {
  switch (schema.kind) {
    case 'null':
      break
    case 'boolean':
      cursor.take(1)
      break
    case 'float':
      cursor.take(4)
      break
    case 'double':
      cursor.take(8)
      break
    case 'fixed':
      cursor.take(schema.size)
      break
    case 'bytes':
    case 'string':
      skipBytes(cursor)
      break
    default:
      readAnyLong(cursor)
  }
}
