import { type AvroType, Type } from './avsc.ts'
import { BoundedArray, BoundedMap } from './collections.ts'
import { SafeEnum } from './enum.ts'
import { SafeFloat } from './float.ts'
import { SafeInt, SafeLong } from './integers.ts'
import { BoundedRecord } from './record.ts'
import { SafeString } from './string.ts'

type Schema = Parameters<typeof Type.forSchema>[0]
type CompileOptions = Partial<NonNullable<Parameters<typeof Type.forSchema>[1]>>

/** These have no parameters, so one of each serves every schema. */
const PRIMITIVES: ReadonlyMap<string, AvroType> = new Map<string, AvroType>([
  ['int', new SafeInt()],
  ['long', new SafeLong()],
  ['float', new SafeFloat()],
  ['string', new SafeString()],
])

/**
 * Compiles a schema with this package's own types in place of avsc's. Decoded records are plain
 * data without methods; logical types are read as what they annotate (timestamp-millis: a number).
 * @throws avsc's error for what is no schema
 */
export function compile(schema: unknown): AvroType {
  return Type.forSchema(schema as Schema, { typeHook, omitRecordMethods: true })
}

/** Asked by avsc for each type of a schema, the nested ones too. */
function typeHook(schema: Schema, options: CompileOptions): AvroType | undefined {
  if (typeof schema === 'string') return PRIMITIVES.get(schema)
  const type = typeof schema === 'object' && 'type' in schema ? schema.type : undefined
  switch (type) {
    case 'record':
    case 'error':
      refuseUnspeakableFields(schema)
      return new BoundedRecord(schema, options)
    case 'enum':
      return new SafeEnum(schema, options)
    case 'array':
      return new BoundedArray(schema, options)
    case 'map':
      return new BoundedMap(schema, options)
    default:
      return typeof type === 'string' ? PRIMITIVES.get(type) : undefined
  }
}

/** In JavaScript `record.__proto__` is no field: it would be lost without a word. */
function refuseUnspeakableFields(schema: object): void {
  const fields: unknown = 'fields' in schema ? schema.fields : undefined
  if (!Array.isArray(fields)) return
  if (fields.some((field: { name?: unknown } | null) => field?.name === '__proto__')) {
    throw new Error('a record field cannot be named __proto__')
  }
}
