import { isRecord } from '../runtime/collections.ts'
import type { Schema, UnionSchema } from '../schema/schema.ts'
import { converterFor } from '../values/converters.ts'
import type { Forms } from '../values/value-forms.ts'

/** Kinds of JavaScript values, told apart without looking inside: as an expression and at once. */
const SHAPES = {
  null: {
    source: (value: string) => `${value} === null`,
    test: (value: unknown) => value === null,
  },
  boolean: typeOf('boolean'),
  number: typeOf('number'),
  bigint: typeOf('bigint'),
  string: typeOf('string'),
  bytes: {
    source: (value: string) => `${value} instanceof Uint8Array`,
    test: (value: unknown) => value instanceof Uint8Array,
  },
  array: { source: (value: string) => `Array.isArray(${value})`, test: Array.isArray },
  object: { source: (value: string) => `isRecord(${value})`, test: isRecord },
  date: {
    source: (value: string) => `${value} instanceof Date`,
    test: (value: unknown) => value instanceof Date,
  },
}

function typeOf(name: string) {
  return {
    source: (value: string) => `typeof ${value} === '${name}'`,
    test: (value: unknown) => typeof value === name,
  }
}

type Shape = keyof typeof SHAPES

/** The kinds of values that a branch takes. */
function shapesOf(schema: Schema, forms: Forms): readonly Shape[] {
  const converter = converterFor(schema, forms)
  if (converter) return [converter.shape]
  switch (schema.kind) {
    case 'int':
    case 'float':
    case 'double':
      return ['number']
    case 'long':
      return forms.long === 'number' ? ['number'] : ['number', 'bigint']
    case 'enum':
      return ['string']
    case 'fixed':
      return ['bytes']
    case 'record':
    case 'map':
      return ['object']
    case 'union':
      return []
    default:
      return [schema.kind]
  }
}

/** Whether a value is of a kind that the schema takes, whatever is inside. */
export function takesKind(schema: Schema, value: unknown, forms: Forms): boolean {
  return shapesOf(schema, forms).some((shape) => SHAPES[shape].test(value))
}

/**
 * For each branch of a union a test whether `value` is of its kind; none where two branches take the
 * same kind, so that one has to look inside.
 */
export function branchTests(
  union: UnionSchema,
  value: string,
  forms: Forms,
): readonly string[] | undefined {
  const shapes = union.branches.map((branch) => shapesOf(branch, forms))
  const all = shapes.flat()
  if (new Set(all).size < all.length) return undefined
  return shapes.map((kinds) => kinds.map((kind) => SHAPES[kind].source(value)).join(' || '))
}
