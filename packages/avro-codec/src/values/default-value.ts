import { AvroCodecError } from '../errors.ts'
import { put } from '../runtime/collections.ts'
import { Cursor } from '../runtime/cursor.ts'
import { BrokenDatum } from '../runtime/faults.ts'
import { floatOf } from '../runtime/integers.ts'
import { DEFAULT_LIMITS } from '../runtime/limits.ts'
import { isDefault } from '../schema/default-value.ts'
import { branchName, type RecordSchema, type Schema } from '../schema/schema.ts'
import { converterFor } from './converters.ts'
import type { Forms } from './value-forms.ts'

/** Where a default is not read from bytes, converters get a cursor all the same. */
const NOWHERE = new Cursor(DEFAULT_LIMITS)

/** A default that was checked, and whose it is. */
export interface FieldDefault {
  readonly name: string
  readonly type: Schema
  readonly json: unknown
}

/**
 * The JavaScript value of a field's default, made anew with each call.
 * @throws {@link AvroCodecError} ERR_AVRO_UNSAFE_LONG where the forms have none for it
 */
export function fieldDefault({ name, type, json }: FieldDefault, forms: Forms): unknown {
  try {
    return valueFor(type, json, forms)
  } catch (thrown) {
    if (!(thrown instanceof BrokenDatum)) throw thrown
    throw new AvroCodecError(thrown.code, {
      what: `default of field ${name}`,
      because: thrown.message,
      fix: "Use long: 'bigint' or 'auto', or switch the logical type off",
      cause: thrown,
    })
  }
}

function valueFor(schema: Schema, json: unknown, forms: Forms): unknown {
  const converter = converterFor(schema, forms)
  return converter
    ? converter.fromAvro(plainValue(schema, json, { ...forms, long: 'auto' }), NOWHERE)
    : plainValue(schema, json, forms)
}

function plainValue(schema: Schema, json: unknown, forms: Forms): unknown {
  switch (schema.kind) {
    case 'long':
      return longValue(json as number | bigint, forms)
    case 'bytes':
    case 'fixed':
      return Buffer.from(json as string, 'latin1')
    case 'float':
      return floatOf(json as number | bigint)
    case 'double':
      return Number(json)
    case 'array':
      return (json as unknown[]).map((item) => valueFor(schema.items, item, forms))
    case 'map': {
      const map: Record<string, unknown> = {}
      for (const [key, value] of Object.entries(json as object)) {
        put(map, key, valueFor(schema.values, value, forms))
      }
      return map
    }
    case 'record':
      return recordValue(schema, json as object, forms)
    case 'union': {
      const branch = schema.branches.find((candidate) => isDefault(candidate, json))
      if (branch === undefined || branch.kind === 'null') return null
      const value = valueFor(branch, json, forms)
      return forms.unions === 'wrapped' ? { [branchName(branch)]: value } : value
    }
    default:
      return json
  }
}

/** A bigint here is beyond ±(2^53 - 1): the schema's JSON was read so. */
function longValue(json: number | bigint, { long }: Forms): number | bigint {
  if (long === 'bigint') return BigInt(json)
  if (long === 'auto' || typeof json === 'number') return json
  const text = `it holds the long ${json}, which a number cannot hold exactly`
  throw new BrokenDatum('ERR_AVRO_UNSAFE_LONG', 0, text)
}

function recordValue({ fields }: RecordSchema, json: object, forms: Forms): object {
  const record: Record<string, unknown> = {}
  for (const { name, type, default: own } of fields) {
    const given = Object.hasOwn(json, name) ? Reflect.get(json, name) : own?.json
    put(record, name, valueFor(type, given, forms))
  }
  return record
}
