import { isDefault } from './default-value.ts'
import { isObject, type Json } from './json.ts'
import { logicalTypeOf } from './logical-types.ts'
import {
  aliasNames,
  definedName,
  lookUp,
  type Names,
  namespaceOf,
  type Place,
  requireList,
  requireName,
} from './names.ts'
import {
  type ArraySchema,
  branchName,
  type EnumSchema,
  type Field,
  type FixedSchema,
  isPrimitiveName,
  type MapSchema,
  type PrimitiveName,
  type PrimitiveSchema,
  type RecordSchema,
  type Schema,
  type UnionSchema,
} from './schema.ts'
import { SchemaFault, shown } from './schema-fault.ts'

/** How deep a schema's JSON may nest: beyond, a parser's stack would decide. */
const MAX_DEPTH = 200

/** Fields whose default can be checked only once all types are complete. */
type Unchecked = { readonly field: Field; readonly path: string }[]

interface Context {
  readonly names: Names
  readonly unchecked: Unchecked
}

/**
 * Reads a schema's JSON.
 * @param names - types of other schemas that it may refer to; its own are added
 * @throws {@link SchemaFault}
 */
export function parseSchema(json: unknown, names: Names = new Map()): Schema {
  const context: Context = { names, unchecked: [] }
  const schema = parse(json, { path: '$', namespace: '' }, context)
  for (const { field, path } of context.unchecked) {
    if (isDefault(field.type, field.default?.json)) continue
    const given = shown(field.default?.json)
    throw new SchemaFault(`${path}.default`, `${given} is no value of the field’s type`)
  }
  return schema
}

function parse(json: unknown, place: Place, context: Context): Schema {
  if (depthOf(place.path) > MAX_DEPTH) {
    throw new SchemaFault('$', `it nests more than ${MAX_DEPTH} deep`)
  }
  if (typeof json === 'string') {
    return isPrimitiveName(json) ? primitive(json) : lookUp(context.names, json, place)
  }
  if (Array.isArray(json)) return parseUnion(json, place, context)
  if (isObject(json)) return parseObject(json, place, context)
  throw new SchemaFault(place.path, `${shown(json)} is no schema`)
}

/** One of each serves all schemas. */
const PRIMITIVES = new Map<PrimitiveName, PrimitiveSchema>()

function primitive(kind: PrimitiveName): PrimitiveSchema {
  const known = PRIMITIVES.get(kind) ?? { kind }
  PRIMITIVES.set(kind, known)
  return known
}

function depthOf(path: string): number {
  let depth = 0
  for (const char of path) if (char === '.' || char === '[') depth++
  return depth
}

function parseUnion(json: readonly unknown[], place: Place, context: Context): UnionSchema {
  const seen = new Set<string>()
  const branches = json.map((branch, index) => {
    const path = `${place.path}[${index}]`
    const schema = parse(branch, { ...place, path }, context)
    if (schema.kind === 'union') throw new SchemaFault(path, 'a union directly in a union')
    const name = branchName(schema)
    if (seen.has(name)) throw new SchemaFault(path, `a second branch of type ${name}`)
    seen.add(name)
    return schema
  })
  return { kind: 'union', branches }
}

function parseObject(json: Json, place: Place, context: Context): Schema {
  const { type } = json
  switch (type) {
    case 'record':
    case 'error':
      return parseRecord(json, place, context)
    case 'enum':
      return parseEnum(json, place, context)
    case 'fixed':
      return parseFixed(json, place, context)
    case 'array':
      return parseArray(json, place, context)
    case 'map':
      return parseMap(json, place, context)
    case undefined:
      throw new SchemaFault(place.path, `${shown(json)} has no "type"`)
    default:
      return parseWrapped(json, place, context)
  }
}

/** `{"type": X}`: X itself, with a logical type where X is a primitive. */
function parseWrapped(json: Json, place: Place, context: Context): Schema {
  const inner = { ...place, path: `${place.path}.type` }
  const schema = parse(json['type'], inner, context)
  const logicalType = isObject(json['type']) ? undefined : logicalTypeOf(json, schema)
  if (logicalType === undefined || !isPrimitiveName(schema.kind)) return schema
  return { kind: schema.kind, logicalType }
}

function parseArray(json: Json, place: Place, context: Context): ArraySchema {
  const items = parse(json['items'], { ...place, path: `${place.path}.items` }, context)
  return { kind: 'array', items }
}

function parseMap(json: Json, place: Place, context: Context): MapSchema {
  const values = parse(json['values'], { ...place, path: `${place.path}.values` }, context)
  return { kind: 'map', values }
}

/** Name, aliases and doc of a definition. */
function parseNamed(json: Json, place: Place) {
  const name = definedName(json, place)
  const { doc } = json
  return {
    name,
    aliases: aliasNames(json['aliases'], name, place.path),
    ...(typeof doc === 'string' ? { doc } : {}),
  }
}

function define<S extends Schema & { name: string }>(schema: S, { path }: Place, context: Context) {
  if (context.names.has(schema.name)) {
    throw new SchemaFault(`${path}.name`, `"${schema.name}" is defined twice`)
  }
  context.names.set(schema.name, schema)
  return schema
}

function parseFixed(json: Json, place: Place, context: Context): FixedSchema {
  const { size } = json
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw new SchemaFault(`${place.path}.size`, `${shown(size)} is no number of bytes`)
  }
  const fixed = { kind: 'fixed' as const, ...parseNamed(json, place), size: size as number }
  const logicalType = logicalTypeOf(json, fixed)
  return define(logicalType === undefined ? fixed : { ...fixed, logicalType }, place, context)
}

function parseEnum(json: Json, place: Place, context: Context): EnumSchema {
  const path = `${place.path}.symbols`
  if (!Array.isArray(json['symbols'])) throw new SchemaFault(path, 'an enum needs a list of them')
  const symbols = json['symbols'].map((symbol, index) => requireName(symbol, `${path}[${index}]`))
  const twice = symbols.find((symbol, index) => symbols.indexOf(symbol) !== index)
  if (twice !== undefined) throw new SchemaFault(path, `"${twice}" is there twice`)
  const schema = { kind: 'enum' as const, ...parseNamed(json, place), symbols }
  const fallback = json['default']
  if (fallback === undefined) return define(schema, place, context)
  if (typeof fallback !== 'string' || !symbols.includes(fallback)) {
    throw new SchemaFault(`${place.path}.default`, `${shown(fallback)} is none of its symbols`)
  }
  return define({ ...schema, default: fallback }, place, context)
}

/** The record is known by its name before its fields are read: they may refer to it. */
function parseRecord(json: Json, place: Place, context: Context): RecordSchema {
  const fields: Field[] = []
  const record = define(
    { kind: 'record' as const, ...parseNamed(json, place), fields },
    place,
    context,
  )
  const path = `${place.path}.fields`
  if (!Array.isArray(json['fields'])) throw new SchemaFault(path, 'a record needs a list of them')
  const seen = new Set<string>()
  for (const [index, part] of json['fields'].entries()) {
    const here = { path: `${path}[${index}]`, namespace: namespaceOf(record.name) }
    const field = parseField(part, here, context)
    if (seen.has(field.name)) throw new SchemaFault(here.path, `a second field "${field.name}"`)
    seen.add(field.name)
    fields.push(field)
  }
  return record
}

function parseField(json: unknown, place: Place, context: Context): Field {
  const { path } = place
  if (!isObject(json)) throw new SchemaFault(path, `${shown(json)} is no field`)
  const { doc, default: fallback } = json
  const aliases = requireList(json['aliases'], `${path}.aliases`)
  const field: Field = {
    name: requireName(json['name'], `${path}.name`),
    type: parse(json['type'], { ...place, path: `${path}.type` }, context),
    aliases: aliases.map((alias, index) => requireName(alias, `${path}.aliases[${index}]`)),
    ...(typeof doc === 'string' ? { doc } : {}),
    ...(fallback === undefined ? {} : { default: { json: fallback } }),
  }
  if (fallback !== undefined) context.unchecked.push({ field, path })
  return field
}
