import fc from 'fast-check'

/**
 * Pairs of schemas that may or may not follow each other: alike in the names of their fields and types,
 * so that most differences are of one place only.
 */

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const
const DEFAULTS: Readonly<Record<string, unknown>> = {
  boolean: true,
  int: 1,
  long: 2,
  double: 0.5,
  string: 'x',
  null: null,
}
const FIELDS = ['a', 'b', 'c'] as const
/** Of records within records. */
const MAX_DEPTH = 2

type Json = fc.Arbitrary<unknown>

const primitive = fc.constantFrom(...PRIMITIVES)

/** Name, namespace and aliases of a type: one of two, so that a pair often agrees. */
function naming(place: string) {
  const name = fc.constantFrom(place, place, place, `${place}2`)
  const namespace = fc.constantFrom(undefined, undefined, 'x', 'y.z')
  const aliases = fc.constantFrom(undefined, [place], [`${place}2`], [`x.${place}`])
  return fc.record({ name, namespace, aliases }).map(({ name, namespace, aliases }) => ({
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(aliases === undefined || aliases.includes(name) ? {} : { aliases }),
  }))
}

function enumAt(place: string): Json {
  const symbols = fc.subarray(['A', 'B', 'C'], { minLength: 1 })
  return fc.tuple(naming(`${place}_e`), symbols, fc.boolean()).map(([named, symbols, open]) => ({
    type: 'enum',
    ...named,
    symbols,
    ...(open ? { default: symbols[0] } : {}),
  }))
}

function fixedAt(place: string): Json {
  return fc
    .tuple(naming(`${place}_f`), fc.constantFrom(1, 2))
    .map(([named, size]) => ({ type: 'fixed', ...named, size }))
}

function typeAt(place: string, depth: number): Json {
  const inner = fc.oneof(primitive, enumAt(place), fixedAt(place))
  const union = fc
    .tuple(fc.uniqueArray(primitive, { maxLength: 4 }), fc.option(inner))
    .map(([names, last]) => (typeof last === 'object' && last ? [...names, last] : names))
  const types = [
    { arbitrary: primitive, weight: 6 },
    { arbitrary: inner.map((items) => ({ type: 'array', items })), weight: 1 },
    { arbitrary: inner.map((values) => ({ type: 'map', values })), weight: 1 },
    { arbitrary: union, weight: 3 },
    { arbitrary: inner, weight: 2 },
    // The outermost record, which thereby lies in itself.
    { arbitrary: fc.constant(['null', 'root']), weight: 1 },
  ]
  if (depth >= MAX_DEPTH) return fc.oneof(...types)
  const record = recordAt(`${place}_r`, depth + 1)
  return fc.oneof(...types, { arbitrary: record, weight: 2 })
}

interface FieldJson {
  readonly name: string
  readonly type: unknown
  readonly default?: unknown
  readonly aliases?: readonly string[]
}

function fieldAt(place: string, name: string, depth: number): fc.Arbitrary<FieldJson> {
  const aliases = fc.constantFrom<readonly string[] | undefined>(undefined, undefined, ['a'], ['d'])
  return fc
    .tuple(typeAt(`${place}_${name}`, depth), fc.boolean(), aliases)
    .map(([type, filled, aliases]) => ({
      name,
      type,
      ...(filled && typeof type === 'string' && type in DEFAULTS
        ? { default: DEFAULTS[type] }
        : {}),
      ...(aliases === undefined || aliases.includes(name) ? {} : { aliases }),
    }))
}

function recordAt(place: string, depth: number): Json {
  const fields = fc
    .subarray([...FIELDS, 'd'])
    .chain((names) => fc.tuple(...names.map((name) => fieldAt(place, name, depth))))
  return fc.tuple(naming(place), fields).map(([named, fields]) => ({
    type: 'record',
    ...named,
    fields: withoutRivals(fields),
  }))
}

/**
 * Leaves an alias to one field, and only where no field has that name: Java's check then gives one field
 * of the writer's to two of the reader's, and Java's reader does not.
 */
function withoutRivals(fields: readonly FieldJson[]): readonly FieldJson[] {
  const taken = new Set(fields.map(({ name }) => name))
  return fields.map(({ aliases = [], ...field }) => {
    const free = aliases.filter((alias) => !taken.has(alias))
    for (const alias of free) taken.add(alias)
    return free.length === 0 ? field : { ...field, aliases: free }
  })
}

/** The outermost record keeps its name, by which it is referred to. */
const root: Json = recordAt('root', 0).map((record) => ({
  ...(record as object),
  name: 'root',
  namespace: '',
  aliases: [],
}))

/** A pair has one field's type, or everything, different. */
export const schemaPairs: fc.Arbitrary<readonly [reader: string, writer: string]> = fc
  .oneof(
    fc.tuple(root, root),
    fc.tuple(root, root).map(([one, other]) => [one, spliced(one, other)] as const),
  )
  .map(([reader, writer]) => [JSON.stringify(reader), JSON.stringify(writer)] as const)

interface RecordJson {
  readonly fields: readonly FieldJson[]
}

/** The one with the other's first field in the place of its own of that name, or besides. */
function spliced(one: unknown, other: unknown): unknown {
  const [record, { fields }] = [one as RecordJson, other as RecordJson]
  const [graft] = fields
  if (graft === undefined) return { ...record, fields: record.fields.slice(1) }
  const kept = record.fields.filter(({ name }) => name !== graft.name)
  return { ...record, fields: withoutRivals([graft, ...kept]) }
}
