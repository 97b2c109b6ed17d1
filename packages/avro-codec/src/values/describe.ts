import { inspect } from 'node:util'
import type { Schema } from '../schema/schema.ts'
import { converterFor } from './converters.ts'
import type { Forms } from './value-forms.ts'

/** How much of a value or type one message shows. */
const MAX_SHOWN = 80

/** What a schema asks for, in words. */
export function describe(schema: Schema, forms: Forms): string {
  const converter = converterFor(schema, forms)
  if (converter) return converter.expected
  switch (schema.kind) {
    case 'int':
      return 'int (a whole number of 32 bits)'
    case 'long':
      return forms.long === 'number'
        ? 'long (a whole number within ±(2^53 - 1))'
        : 'long (a bigint of 64 bits, or a whole number within ±(2^53 - 1))'
    case 'float':
      return 'float (a number that 32 bits can hold)'
    case 'string':
      return 'string (well-formed Unicode)'
    case 'bytes':
      return 'bytes (a Buffer)'
    case 'fixed':
      return `${schema.name} (a Buffer of ${schema.size} bytes)`
    case 'enum':
      return cut(`${schema.name} (${schema.symbols.join(', ')})`)
    case 'record':
      return `record ${schema.name}`
    case 'union':
      return describeUnion(schema.branches, forms)
    default:
      return schema.kind
  }
}

function describeUnion(branches: readonly Schema[], forms: Forms): string {
  const names = branches.map((branch) => describe(branch, forms))
  if (forms.unions === 'bare') return names.join(' | ')
  return `one of ${names.join(' | ')}, each but null as { branch: value }`
}

/** Any value as a short text; getters and custom inspection are not run. */
export function show(value: unknown): string {
  return cut(
    inspect(value, {
      depth: 1,
      maxArrayLength: 5,
      maxStringLength: MAX_SHOWN,
      breakLength: Number.POSITIVE_INFINITY,
      customInspect: false,
    }),
  )
}

function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}
