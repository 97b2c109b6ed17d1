import { type Field, MOST_DEPTH } from './field.ts'

const NUMBERS = new Set(['int', 'long', 'float', 'double'])
const TEXTS = new Set(['string', 'enum'])

/** Milliseconds a unit of Avro's logical types for points in time. */
const TIME_UNITS: Readonly<Record<string, number>> = {
  'timestamp-millis': 1,
  'timestamp-micros': 1e-3,
  'timestamp-nanos': 1e-6,
  'local-timestamp-millis': 1,
  'local-timestamp-micros': 1e-3,
  'local-timestamp-nanos': 1e-6,
  date: 86_400_000,
}

interface Place {
  readonly path: string
  readonly depth: number
  /** What the field says beside its type: there the Hopsworks guide's schema has its logical type. */
  readonly beside?: unknown
}

/** The fields of an Avro schema, in its order; of a union the first branch that has any. */
export function fieldsOfSchema(schema: string): Field[] {
  return fieldsIn(JSON.parse(schema), { path: '', depth: 0 })
}

function fieldsIn(schema: unknown, place: Place): Field[] {
  if (Array.isArray(schema)) {
    return schema.map((branch) => fieldsIn(branch, place)).find(({ length }) => length > 0) ?? []
  }
  if (typeof schema !== 'object' || schema === null) return leaf(schema, place.beside, place)
  const { type, fields, logicalType } = schema as Record<string, unknown>
  if (type === 'record') return fieldsOfRecord(fields, place)
  return typeof type === 'object'
    ? fieldsIn(type, place)
    : leaf(type, logicalType ?? place.beside, place)
}

function fieldsOfRecord(fields: unknown, { path, depth }: Place): Field[] {
  if (!Array.isArray(fields) || depth === MOST_DEPTH) return []
  return fields.flatMap(({ name, type, logicalType }: Record<string, unknown>) =>
    fieldsIn(type, {
      path: path === '' ? String(name) : `${path}.${name}`,
      depth: depth + 1,
      beside: logicalType,
    }),
  )
}

function leaf(type: unknown, logicalType: unknown, { path }: Place): Field[] {
  if (path === '' || typeof type !== 'string') return []
  if (TEXTS.has(type)) return [{ path, kind: 'text' }]
  if (!NUMBERS.has(type)) return []
  const unitMs = Object.hasOwn(TIME_UNITS, String(logicalType)) && TIME_UNITS[String(logicalType)]
  return [{ path, kind: 'number', ...(unitMs ? { unitMs } : {}) }]
}
