import type { AvroType } from './avro-type.ts'

const MAX_INT = 2 ** 31

/**
 * Whether a JSON value can be the default of a field (Avro 1.12, "field default values"). Of a
 * union any branch counts, as Java has it since 1.12; before, the first did.
 */
export function isDefaultOf(type: AvroType, value: unknown): boolean {
  switch (type.kind) {
    case 'null':
      return value === null
    case 'boolean':
      return typeof value === 'boolean'
    case 'int':
      return Number.isInteger(value) && Number(value) >= -MAX_INT && Number(value) < MAX_INT
    case 'long':
      return Number.isInteger(value)
    case 'float':
    case 'double':
      // Java writes what JSON has no number for as text.
      return typeof value === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(String(value))
    case 'enum':
      return type.symbols.includes(String(value))
    case 'bytes':
    case 'string':
    case 'fixed':
      return typeof value === 'string'
    case 'array':
      return Array.isArray(value) && value.every((item) => isDefaultOf(type.items, item))
    case 'union':
      return type.branches.some((branch) => isDefaultOf(branch, value))
    default:
      return isObject(value) && membersFit(type, value)
  }
}

function membersFit(
  type: Extract<AvroType, { readonly kind: 'map' | 'record' }>,
  value: Readonly<Record<string, unknown>>,
): boolean {
  if (type.kind === 'map')
    return Object.values(value).every((item) => isDefaultOf(type.values, item))
  return type.fields.every(({ name, type: inner, hasDefault }) =>
    value[name] === undefined ? hasDefault : isDefaultOf(inner, value[name]),
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
