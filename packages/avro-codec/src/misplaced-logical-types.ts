/** Attributes that belong to a logical type and move with it. */
const LOGICAL_ATTRIBUTES = ['logicalType', 'precision', 'scale'] as const

type Json = Record<string, unknown>

/**
 * Finds record fields with `logicalType` beside `type` instead of inside it. A logical type
 * annotates a type; on a field it is metadata that every reader ignores (Avro specification,
 * "Logical Types"; Java warns in the same case since AVRO-3014). The bytes are the same either way.
 * @returns one text for each such field, with the mended JSON
 */
export function findMisplacedLogicalTypes(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(findMisplacedLogicalTypes)
  if (!isObject(schema)) return []
  const nested = [schema['type'], schema['items'], schema['values']].flatMap(
    findMisplacedLogicalTypes,
  )
  const fields = Array.isArray(schema['fields']) ? schema['fields'].filter(isObject) : []
  return [
    ...fields.filter(isMisplaced).map((field) => describe(String(schema['name']), field)),
    ...fields.flatMap((field) => findMisplacedLogicalTypes(field['type'])),
    ...nested,
  ]
}

function isMisplaced(field: Json): boolean {
  return typeof field['logicalType'] === 'string'
}

function describe(record: string, field: Json): string {
  return (
    `record ${record}, field ${String(field['name'])}: "logicalType": "${String(field['logicalType'])}" ` +
    'stands beside "type", where Avro ignores it, so readers see a plain ' +
    `${JSON.stringify(field['type'])}. Write the field as ${JSON.stringify(mend(field))}; the bytes stay the same`
  )
}

function mend(field: Json): Json {
  const attributes: Json = {}
  const rest: Json = {}
  for (const [key, value] of Object.entries(field)) {
    const moves = LOGICAL_ATTRIBUTES.some((attribute) => attribute === key)
    ;(moves ? attributes : rest)[key] = value
  }
  return { ...rest, type: annotate(rest['type'], attributes) }
}

/** Puts the attributes into a type; into the other branch where it is a union with null. */
function annotate(type: unknown, attributes: Json): unknown {
  if (Array.isArray(type)) {
    return type.map((branch) => (branch === 'null' ? branch : annotate(branch, attributes)))
  }
  return isObject(type) ? { ...type, ...attributes } : { type, ...attributes }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
