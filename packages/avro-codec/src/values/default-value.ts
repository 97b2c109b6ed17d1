import { put } from '../runtime/collections.ts'
import { Cursor } from '../runtime/cursor.ts'
import { DEFAULT_LIMITS } from '../runtime/limits.ts'
import { isDefault } from '../schema/default-value.ts'
import { branchName, type RecordSchema, type Schema } from '../schema/schema.ts'
import { converterFor } from './converters.ts'
import type { Forms } from './value-forms.ts'

/** Where a default is not read from bytes, converters get a cursor all the same. */
const NOWHERE = new Cursor(DEFAULT_LIMITS)

/** The JavaScript value of a default that was checked, made anew with each call. */
export function defaultValue(schema: Schema, json: unknown, forms: Forms): unknown {
  const converter = converterFor(schema, forms)
  if (converter) return converter.fromAvro(plainValue(schema, json, forms), NOWHERE)
  if (schema.kind === 'long' && forms.long === 'bigint') return BigInt(json as number)
  return plainValue(schema, json, forms)
}

function plainValue(schema: Schema, json: unknown, forms: Forms): unknown {
  switch (schema.kind) {
    case 'bytes':
    case 'fixed':
      return Buffer.from(json as string, 'latin1')
    case 'float':
      return Math.fround(json as number)
    case 'array':
      return (json as unknown[]).map((item) => defaultValue(schema.items, item, forms))
    case 'map': {
      const map: Record<string, unknown> = {}
      for (const [key, value] of Object.entries(json as object)) {
        put(map, key, defaultValue(schema.values, value, forms))
      }
      return map
    }
    case 'record':
      return recordValue(schema, json as object, forms)
    case 'union': {
      const branch = schema.branches.find((candidate) => isDefault(candidate, json))
      if (branch === undefined || branch.kind === 'null') return null
      const value = defaultValue(branch, json, forms)
      return forms.unions === 'wrapped' ? { [branchName(branch)]: value } : value
    }
    default:
      return json
  }
}

function recordValue({ fields }: RecordSchema, json: object, forms: Forms): object {
  const record: Record<string, unknown> = {}
  for (const { name, type, default: own } of fields) {
    const given = Object.hasOwn(json, name) ? Reflect.get(json, name) : own?.json
    put(record, name, defaultValue(type, given, forms))
  }
  return record
}
