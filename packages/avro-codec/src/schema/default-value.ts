import { floatOf } from '../runtime/integers.ts'
import { isObject } from './json.ts'
import type { Schema } from './schema.ts'

const MAX_LONG = 2n ** 63n - 1n

/** How deep a default may nest, as a schema may. */
const MAX_DEPTH = 200

/**
 * Whether JSON is a value of the schema, by the specification's table of field defaults: bytes and
 * fixed are strings of code points up to 255; for a union, any branch counts (since Avro 1.12).
 */
export function isDefault(schema: Schema, json: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false
  switch (schema.kind) {
    case 'null':
      return json === null
    case 'boolean':
      return typeof json === 'boolean'
    case 'int':
      return typeof json === 'number' && json === (json | 0)
    case 'long':
      return typeof json === 'bigint' ? isLong(json) : Number.isSafeInteger(json)
    case 'float':
      return isNumber(json) && Number.isFinite(floatOf(json))
    case 'double':
      return isNumber(json)
    case 'string':
      return typeof json === 'string'
    case 'bytes':
      return isByteText(json)
    case 'fixed':
      return isByteText(json) && json.length === schema.size
    case 'enum':
      return typeof json === 'string' && schema.symbols.includes(json)
    default:
      return isNestedDefault(schema, json, depth + 1)
  }
}

type Nested = Extract<Schema, { kind: 'array' | 'map' | 'union' | 'record' }>

function isNestedDefault(schema: Nested, json: unknown, depth: number): boolean {
  switch (schema.kind) {
    case 'array':
      return Array.isArray(json) && json.every((item) => isDefault(schema.items, item, depth))
    case 'map':
      return (
        isObject(json) &&
        Object.values(json).every((value) => isDefault(schema.values, value, depth))
      )
    case 'union':
      return schema.branches.some((branch) => isDefault(branch, json, depth))
    case 'record':
      return (
        isObject(json) &&
        schema.fields.every((field) => {
          const given = Object.hasOwn(json, field.name) ? json[field.name] : undefined
          if (given === undefined) return field.default !== undefined
          return isDefault(field.type, given, depth)
        })
      )
  }
}

function isLong(value: bigint): boolean {
  return value <= MAX_LONG && value >= -MAX_LONG - 1n
}

function isNumber(json: unknown): json is number | bigint {
  return typeof json === 'number' || typeof json === 'bigint'
}

function isByteText(json: unknown): json is string {
  return typeof json === 'string' && Buffer.from(json, 'latin1').toString('latin1') === json
}
