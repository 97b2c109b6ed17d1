import fc from 'fast-check'

/** A schema, values of it, and a later version of it with what its readers make of those values. */
export interface Sample {
  readonly schema: unknown
  readonly values: fc.Arbitrary<unknown>
  readonly later: { readonly schema: unknown; readonly read: (value: unknown) => unknown }
}

export const text: fc.Arbitrary<string> = fc.string({ unit: 'grapheme', maxLength: 80 })
const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array))
const same = (value: unknown) => value

function unchanged(schema: unknown, values: fc.Arbitrary<unknown>): Sample {
  return { schema, values, later: { schema, read: same } }
}

const primitives: readonly Sample[] = [
  unchanged('null', fc.constant(null)),
  unchanged('boolean', fc.boolean()),
  { schema: 'int', values: fc.integer(), later: { schema: 'long', read: same } },
  { schema: 'long', values: fc.maxSafeInteger(), later: { schema: 'double', read: same } },
  { schema: 'float', values: fc.float(), later: { schema: 'double', read: same } },
  unchanged('double', fc.double()),
  {
    schema: 'string',
    values: text,
    later: { schema: 'bytes', read: (value) => Buffer.from(String(value)) },
  },
  unchanged('bytes', bytes),
  {
    schema: { type: 'enum', symbols: ['RED', 'GREEN'] },
    values: fc.constantFrom('RED', 'GREEN'),
    later: {
      schema: { type: 'enum', symbols: ['GREEN', 'OTHER'], default: 'OTHER' },
      read: (value) => (value === 'GREEN' ? 'GREEN' : 'OTHER'),
    },
  },
  unchanged(
    { type: 'fixed', size: 4 },
    fc.uint8Array({ minLength: 4, maxLength: 4 }).map((array) => Buffer.from(array)),
  ),
]

function arrayOf({ schema, values, later }: Sample): Sample {
  return {
    schema: { type: 'array', items: schema },
    values: fc.array(values, { maxLength: 5 }),
    later: {
      schema: { type: 'array', items: later.schema },
      read: (value) => (value as unknown[]).map(later.read),
    },
  }
}

function mapOf({ schema, values, later }: Sample): Sample {
  return {
    schema: { type: 'map', values: schema },
    values: fc.dictionary(text, values, { maxKeys: 5 }),
    later: {
      schema: { type: 'map', values: later.schema },
      read: (value) =>
        Object.fromEntries(
          Object.entries(value as object).map(([key, part]) => [key, later.read(part)]),
        ),
    },
  }
}

function nullable({ schema, values, later }: Sample): Sample {
  return {
    schema: ['null', schema],
    values: fc.option(values),
    later: {
      schema: [later.schema, 'null'],
      read: (value) => (value === null ? null : later.read(value)),
    },
  }
}

/** Later every third field is gone, the order is another, and there is one field more. */
function recordOf(fields: readonly Sample[]): Sample {
  const names = fields.map((_, index) => `f${index}`)
  const kept = names.filter((_, index) => index % 3 !== 2).reverse()
  const of = (name: string) => fields[Number(name.slice(1))]
  const more = { name: 'added', type: { type: 'array', items: 'int' }, default: [1, 2] }
  return {
    schema: {
      type: 'record',
      fields: names.map((name) => ({ name, type: of(name)?.schema })),
    },
    values: fc.record(Object.fromEntries(fields.map(({ values }, index) => [`f${index}`, values]))),
    later: {
      schema: {
        type: 'record',
        fields: [more, ...kept.map((name) => ({ name, type: of(name)?.later.schema }))],
      },
      read: (value) => ({
        added: [1, 2],
        ...Object.fromEntries(
          kept.map((name) => [name, of(name)?.later.read(Reflect.get(value as object, name))]),
        ),
      }),
    },
  }
}

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(...primitives),
    tie('sample').map(arrayOf),
    tie('sample').map(mapOf),
    fc.constantFrom(...primitives.slice(1)).map(nullable),
    fc.array(tie('sample'), { maxLength: 6 }).map(recordOf),
  ),
}))

/** A schema with names, a value of it, a later schema and what that makes of the value. */
export const anyCase = sample.chain(({ schema, values, later }) =>
  fc.record({
    schema: fc.constant(named(schema)),
    value: values,
    later: fc.constant({ schema: named(later.schema), read: later.read }),
  }),
)

/** Gives each record, enum and fixed the name of its place, which a later version has, too. */
function named(schema: unknown, place = 'N'): unknown {
  if (Array.isArray(schema)) {
    return schema.map((part) => (part === 'null' ? part : named(part, place)))
  }
  if (typeof schema !== 'object' || schema === null) return schema
  const { type, fields, items, values } = schema as Record<string, unknown>
  return {
    ...schema,
    ...(['record', 'enum', 'fixed'].includes(String(type)) ? { name: place } : {}),
    ...(items === undefined ? {} : { items: named(items, `${place}i`) }),
    ...(values === undefined ? {} : { values: named(values, `${place}v`) }),
    ...(Array.isArray(fields)
      ? {
          fields: fields.map((field: { name: string; type: unknown }) => ({
            ...field,
            type: named(field.type, `${place}_${field.name}`),
          })),
        }
      : {}),
  }
}
