import { isObject, type Json } from './json.ts'

/** Attributes that belong to a logical type and move with it. */
const LOGICAL_ATTRIBUTES: readonly string[] = ['logicalType', 'precision', 'scale']

/** A schema's JSON with every misplaced logical type moved to where it counts. */
export interface Mended {
  readonly json: unknown
  /** Each field that had one, as `record sensor, field timestamp (timestamp-millis)`. */
  readonly places: readonly string[]
}

/**
 * Moves `logicalType` from beside a field's `type` into it. A logical type annotates a type; on a
 * field it is metadata that every reader ignores (Avro specification, "Logical Types"; Java warns of
 * it since AVRO-3014). In a union with null it goes to the other branch. The bytes stay the same.
 */
export function mendLogicalTypes(json: unknown): Mended {
  const places: string[] = []
  return { json: mend(json, places), places }
}

function mend(json: unknown, places: string[]): unknown {
  if (Array.isArray(json)) return json.map((part) => mend(part, places))
  if (!isObject(json)) return json
  const mended: Record<string, unknown> = { ...json }
  for (const key of ['type', 'items', 'values']) {
    if (typeof json[key] === 'object') mended[key] = mend(json[key], places)
  }
  if (Array.isArray(json['fields'])) {
    mended['fields'] = json['fields'].map((field) => mendField(field, String(json['name']), places))
  }
  return mended
}

function mendField(field: unknown, record: string, places: string[]): unknown {
  if (!isObject(field)) return field
  const inner = { ...field, type: mend(field['type'], places) }
  const logicalType = field['logicalType']
  if (typeof logicalType !== 'string' || !canCarry(inner.type)) return inner
  places.push(`record ${record}, field ${String(field['name'])} (${logicalType})`)
  const attributes: Record<string, unknown> = {}
  const rest: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(inner)) {
    ;(LOGICAL_ATTRIBUTES.includes(key) ? attributes : rest)[key] = value
  }
  return { ...rest, type: annotate(inner.type, attributes) }
}

/** A type of its own, or null and one other. */
function canCarry(type: unknown): boolean {
  if (!Array.isArray(type)) return typeof type === 'string' || isObject(type)
  const others = type.filter((branch) => branch !== 'null')
  return others.length === 1 && others.every(canCarry)
}

function annotate(type: unknown, attributes: Json): unknown {
  if (Array.isArray(type)) {
    return type.map((branch) => (branch === 'null' ? branch : annotate(branch, attributes)))
  }
  // What the type itself says wins.
  return isObject(type) ? { ...type, ...attributes, ...type } : { type, ...attributes }
}
