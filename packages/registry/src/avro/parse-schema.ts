import { type AvroType, isPrimitive, type NamedType, type RecordType } from './avro-type.ts'
import { isDefaultOf } from './default-value.ts'
import { fullNameIn, isFullName, isName, namespaceOf } from './names.ts'

/** Why a text is no Avro schema, and where in its JSON. */
export class SchemaFault extends Error {
  /** JSONPath of the place: `$.fields[1].type`. */
  readonly path: string

  constructor(path: string, because: string) {
    super(because)
    this.name = 'SchemaFault'
    this.path = path
  }
}

/** A place in the JSON, and what is known there. */
interface Place {
  readonly path: string
  /** Named types so far, by full name. */
  readonly named: Map<string, NamedType>
  /** The namespace around the place. */
  readonly space: string
}

type JsonObject = Readonly<Record<string, unknown>>

/**
 * Reads a schema text by the Avro specification (1.12, "Schema Declaration").
 *
 * @throws {SchemaFault} where it is none
 */
export function parseSchema(text: string): AvroType {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new SchemaFault('$', `it is not JSON (${(cause as Error).message})`)
  }
  return readType(json, { path: '$', named: new Map(), space: '' })
}

function readType(json: unknown, place: Place): AvroType {
  if (typeof json === 'string') return readName(json, place)
  if (Array.isArray(json)) return readUnion(json, place)
  if (typeof json !== 'object' || json === null)
    throw new SchemaFault(place.path, `${JSON.stringify(json) ?? 'nothing'} stands for a type`)
  return readObject(json as JsonObject, place)
}

function readObject(json: JsonObject, place: Place): AvroType {
  const { type } = json
  switch (type) {
    case 'record':
    case 'error':
      return readRecord(json, place)
    case 'enum':
      return readEnum(json, place)
    case 'fixed':
      return readFixed(json, place)
    case 'array':
      return { kind: 'array', items: readType(json['items'], at(place, 'items')) }
    case 'map':
      return { kind: 'map', values: readType(json['values'], at(place, 'values')) }
    default:
      return readType(type, at(place, 'type'))
  }
}

function readName(name: string, { path, named, space }: Place): AvroType {
  if (isPrimitive(name)) return { kind: name }
  const known = named.get(fullNameIn(name, space)) ?? named.get(name)
  if (known) return known
  throw new SchemaFault(path, `no type "${name}" is defined before`)
}

function readUnion(json: readonly unknown[], place: Place): AvroType {
  const branches = json.map((branch, index) => readType(branch, at(place, index)))
  const seen = new Set<string>()
  for (const [index, branch] of branches.entries()) {
    const { path } = at(place, index)
    if (branch.kind === 'union') throw new SchemaFault(path, 'a union stands directly in a union')
    const name = 'fullName' in branch ? branch.fullName : branch.kind
    if (seen.has(name)) throw new SchemaFault(path, `the union has ${name} twice`)
    seen.add(name)
  }
  return { kind: 'union', branches }
}

function readRecord(json: JsonObject, place: Place): AvroType {
  const { fullName, aliases } = readNamed(json, place)
  const record: RecordType = { kind: 'record', fullName, aliases, fields: [] }
  place.named.set(fullName, record)
  const inside = { ...at(place, 'fields'), space: namespaceOf(fullName) }
  const { fields } = json
  if (!Array.isArray(fields)) throw new SchemaFault(inside.path, 'a record needs a list of fields')
  const seen = new Set<string>()
  for (const [index, field] of fields.entries()) {
    const read = readField(field, at(inside, index))
    if (seen.has(read.name))
      throw new SchemaFault(at(inside, index).path, `"${read.name}" is there twice`)
    seen.add(read.name)
    record.fields.push(read)
  }
  return record
}

function readField(json: unknown, place: Place): RecordType['fields'][number] {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new SchemaFault(place.path, 'a field is an object')
  const { name, type, aliases, default: fallback } = json as JsonObject
  if (!isName(name)) throw new SchemaFault(at(place, 'name').path, `${told(name)} is not a name`)
  const read = readType(type, at(place, 'type'))
  const hasDefault = fallback !== undefined
  if (hasDefault && !isDefaultOf(read, fallback))
    throw new SchemaFault(
      at(place, 'default').path,
      `${told(fallback)} is no value of the field's type`,
    )
  return { name, aliases: texts(aliases), type: read, hasDefault }
}

function readEnum(json: JsonObject, place: Place): AvroType {
  const { fullName, aliases } = readNamed(json, place)
  const { symbols, default: fallback } = json
  const { path } = at(place, 'symbols')
  if (!Array.isArray(symbols)) throw new SchemaFault(path, 'an enum needs a list of symbols')
  for (const [index, symbol] of symbols.entries()) {
    const here = `${path}[${index}]`
    if (!isName(symbol)) throw new SchemaFault(here, `${told(symbol)} is not a name`)
    if (symbols.indexOf(symbol) < index) throw new SchemaFault(here, `"${symbol}" is there twice`)
  }
  if (fallback !== undefined && !symbols.includes(fallback))
    throw new SchemaFault(at(place, 'default').path, `${told(fallback)} is not one of the symbols`)
  const type = {
    kind: 'enum',
    fullName,
    aliases,
    symbols,
    hasDefault: fallback !== undefined,
  } as const
  place.named.set(fullName, type)
  return type
}

function readFixed(json: JsonObject, place: Place): AvroType {
  const { fullName, aliases } = readNamed(json, place)
  const { size } = json
  if (!Number.isSafeInteger(size) || Number(size) < 0)
    throw new SchemaFault(at(place, 'size').path, `${told(size)} is not a number of bytes`)
  const type = { kind: 'fixed', fullName, aliases, size: Number(size) } as const
  place.named.set(fullName, type)
  return type
}

function readNamed({ name, namespace, aliases }: JsonObject, place: Place) {
  const { path } = at(place, 'name')
  if (typeof name !== 'string') throw new SchemaFault(path, 'a named type needs a name')
  const space = typeof namespace === 'string' ? namespace : place.space
  const fullName = fullNameIn(name, space)
  if (!isFullName(fullName)) throw new SchemaFault(path, `"${fullName}" is not a name`)
  if (isPrimitive(name)) throw new SchemaFault(path, `"${name}" is a type of Avro's own`)
  if (place.named.has(fullName)) throw new SchemaFault(path, `"${fullName}" is defined twice`)
  const around = namespaceOf(fullName)
  return { fullName, aliases: texts(aliases).map((alias) => fullNameIn(alias, around)) }
}

function at(place: Place, step: string | number): Place {
  const path = typeof step === 'number' ? `${place.path}[${step}]` : `${place.path}.${step}`
  return { ...place, path }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function told(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60)
}
