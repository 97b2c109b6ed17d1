import { MockHopsworksError } from '../errors.ts'
import { type ExactJson, parseExactly } from './number-texts.ts'

// Hopsworks stores `Schema.toString()` of Java Avro: no whitespace, attributes in a fixed order,
// names as short as the namespace around them allows. Lookups compare that text, so the mock must
// write the same one.

type Json = null | boolean | number | string | readonly Json[] | JsonObject
interface JsonObject {
  readonly [key: string]: Json
}

/** The named types met so far, and the namespace around the place that is being read. */
interface Scope {
  readonly defined: Set<string>
  readonly space: string
}

const PRIMITIVES: ReadonlySet<string> = new Set(
  'null boolean int long float double bytes string'.split(' '),
)
const TYPE_ATTRIBUTES: ReadonlySet<string> = new Set(
  'doc fields items name namespace size symbols values type aliases'.split(' '),
)
const ENUM_ATTRIBUTES: ReadonlySet<string> = new Set([...TYPE_ATTRIBUTES, 'default'])
const FIELD_ATTRIBUTES: ReadonlySet<string> = new Set(
  'default doc name order type aliases'.split(' '),
)
const ORDERS: ReadonlySet<Json> = new Set(['ascending', 'descending', 'ignore'])
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u

/**
 * An Avro schema as Java Avro 1.11 prints it.
 *
 * @throws {MockHopsworksError} `ERR_MOCK_HOPSWORKS_BAD_SCHEMA` when the text is not an Avro schema
 */
export function normaliseAvro(text: string): string {
  const { json, write } = parse(text)
  return write(toSchema(json as Json, { defined: new Set(), space: '' }))
}

function parse(text: string): ExactJson {
  try {
    return parseExactly(text)
  } catch (cause) {
    throw invalid('the text is not JSON', cause)
  }
}

function invalid(because: string, cause?: unknown): MockHopsworksError {
  return new MockHopsworksError('ERR_MOCK_HOPSWORKS_BAD_SCHEMA', {
    what: 'Avro schema',
    because,
    fix: 'Give the schema as the Avro specification writes it.',
    cause,
  })
}

function toSchema(node: Json | undefined, scope: Scope): Json {
  if (typeof node === 'string') return toReference(node, scope)
  if (isArray(node)) return toUnion(node, scope)
  if (!isObject(node)) throw invalid(`${JSON.stringify(node) ?? 'nothing'} stands for a type`)
  switch (node['type']) {
    case 'record':
    case 'error':
      return toRecord(node, node['type'], scope)
    case 'enum':
      return toEnum(node, scope)
    case 'fixed':
      return toFixed(node, scope)
    case 'array':
      return { type: 'array', items: toSchema(node['items'], scope), ...properties(node) }
    case 'map':
      return { type: 'map', values: toSchema(node['values'], scope), ...properties(node) }
    default:
      return toPrimitive(node, scope)
  }
}

function toPrimitive(node: JsonObject, scope: Scope): Json {
  const type = node['type']
  if (typeof type !== 'string') throw invalid('a type has no "type" text')
  if (!PRIMITIVES.has(type)) return toReference(type, scope)
  const rest = properties(node)
  return Object.keys(rest).length === 0 ? type : { type, ...rest }
}

function toReference(name: string, scope: Scope): string {
  if (PRIMITIVES.has(name)) return name
  const full = qualify(name, scope.space)
  if (scope.defined.has(full)) return shorten(full, scope.space)
  if (scope.defined.has(name)) return name
  throw invalid(`the type "${name}" is not defined`)
}

function toUnion(nodes: readonly Json[], scope: Scope): Json {
  const branches = nodes.map((node) => {
    if (isArray(node)) throw invalid('a union stands directly in a union')
    return toSchema(node, scope)
  })
  const names = branches.map((branch) => branchName(branch, scope))
  if (new Set(names).size !== names.length) throw invalid(`a union holds a type twice: ${names}`)
  return branches
}

/** What tells one branch of a union from another: the full name, or else the kind of type. */
function branchName(branch: Json, { space }: Scope): string {
  if (typeof branch === 'string') return PRIMITIVES.has(branch) ? branch : qualify(branch, space)
  if (!isObject(branch)) return 'union'
  return typeof branch['name'] === 'string' ? fullName(branch, space) : String(branch['type'])
}

function toRecord(node: JsonObject, type: string, scope: Scope): Json {
  const { full, head } = define(node, scope)
  const inner = { defined: scope.defined, space: namespaceOf(full) }
  if (!isArray(node['fields'])) throw invalid(`the record "${full}" has no fields`)
  const fields = node['fields'].map((field) => toField(field, inner))
  const names = fields.map((field) => field['name'])
  if (new Set(names).size !== names.length) throw invalid(`"${full}" has a field twice: ${names}`)
  return { type, ...head, fields, ...properties(node), ...aliases(node, full) }
}

function toField(node: Json, scope: Scope): JsonObject {
  if (!isObject(node)) throw invalid('a field is not an object')
  const { name, order } = node
  if (typeof name !== 'string' || !NAME.test(name)) throw invalid(`a field is named ${name}`)
  if (order !== undefined && !ORDERS.has(order)) throw invalid(`"${name}" has the order ${order}`)
  return {
    name,
    type: toSchema(node['type'], scope),
    ...doc(node),
    ...(node['default'] === undefined ? {} : { default: node['default'] }),
    ...(order === undefined || order === 'ascending' ? {} : { order }),
    ...(isArray(node['aliases']) && node['aliases'].length > 0 ? { aliases: node['aliases'] } : {}),
    ...properties(node, FIELD_ATTRIBUTES),
  }
}

function toEnum(node: JsonObject, scope: Scope): Json {
  const { full, head } = define(node, scope)
  const { symbols, default: fallback } = node
  if (!isArray(symbols)) throw invalid(`the enum "${full}" has no symbols`)
  if (!symbols.every((symbol) => typeof symbol === 'string' && NAME.test(symbol)))
    throw invalid(`the enum "${full}" has a symbol that is no name`)
  if (new Set(symbols).size !== symbols.length) throw invalid(`"${full}" has a symbol twice`)
  if (fallback !== undefined && !symbols.includes(fallback))
    throw invalid(`the default of the enum "${full}" is not one of its symbols`)
  return {
    type: 'enum',
    ...head,
    symbols,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...properties(node, ENUM_ATTRIBUTES),
    ...aliases(node, full),
  }
}

function toFixed(node: JsonObject, scope: Scope): Json {
  const { full, head } = define(node, scope)
  const { size } = node
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0)
    throw invalid(`the fixed type "${full}" has no size`)
  return { type: 'fixed', ...head, size, ...properties(node), ...aliases(node, full) }
}

/** Takes note of a named type and gives the attributes that come first in its text. */
function define(node: JsonObject, { defined, space }: Scope): { full: string; head: JsonObject } {
  const full = fullName(node, space)
  if (!full.split('.').every((part) => NAME.test(part))) throw invalid(`"${full}" is not a name`)
  if (defined.has(full)) throw invalid(`the type "${full}" is defined twice`)
  defined.add(full)
  const namespace = namespaceOf(full)
  const name = full.slice(namespace === '' ? 0 : namespace.length + 1)
  const head = { name, ...(namespace === space ? {} : { namespace }), ...doc(node) }
  return { full, head }
}

function fullName(node: JsonObject, space: string): string {
  const { name, namespace } = node
  if (typeof name !== 'string') throw invalid('a named type has no name')
  return qualify(name, typeof namespace === 'string' ? namespace : space)
}

function qualify(name: string, space: string): string {
  return name.includes('.') || space === '' ? name : `${space}.${name}`
}

function namespaceOf(full: string): string {
  return full.slice(0, Math.max(0, full.lastIndexOf('.')))
}

/** A name without its namespace where that is the one around it and no primitive has that name. */
function shorten(full: string, space: string): string {
  if (namespaceOf(full) !== space || space === '') return full
  const name = full.slice(space.length + 1)
  return PRIMITIVES.has(name) ? full : name
}

function aliases(node: JsonObject, full: string): JsonObject {
  if (!isArray(node['aliases'])) return {}
  const space = namespaceOf(full)
  return { aliases: node['aliases'].map((alias) => shorten(qualify(String(alias), space), space)) }
}

function doc(node: JsonObject): JsonObject {
  return typeof node['doc'] === 'string' ? { doc: node['doc'] } : {}
}

/** The attributes that Avro does not know: kept, in the order given. */
function properties(node: JsonObject, known: ReadonlySet<string> = TYPE_ATTRIBUTES): JsonObject {
  return Object.fromEntries(Object.entries(node).filter(([name]) => !known.has(name)))
}

function isArray(node: Json | undefined): node is readonly Json[] {
  return Array.isArray(node)
}

function isObject(node: Json | undefined): node is JsonObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}
