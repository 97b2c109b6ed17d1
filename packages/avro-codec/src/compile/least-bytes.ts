import type { Schema } from '../schema/schema.ts'

/** How many bytes a value of the schema takes at least. */
export function leastBytes(schema: Schema): number {
  return least(schema, new Map())
}

/** A record that is part of itself without a way out has no value at all: 0 stands for it. */
function least(schema: Schema, known: Map<Schema, number>): number {
  switch (schema.kind) {
    case 'null':
      return 0
    case 'float':
      return 4
    case 'double':
      return 8
    case 'fixed':
      return schema.size
    case 'record': {
      if (!known.has(schema)) {
        known.set(schema, 0)
        known.set(
          schema,
          schema.fields.reduce((sum, { type }) => sum + least(type, known), 0),
        )
      }
      return known.get(schema) ?? 0
    }
    default:
      return 1
  }
}
