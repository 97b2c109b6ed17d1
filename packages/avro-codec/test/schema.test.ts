import { expect, test } from 'vitest'
import { AvroCodec, AvroSchema, type SchemaSource } from '../src/index.ts'
import { codecFor, decodeAll, GUIDE_SCHEMA, tableSource } from './support.ts'

async function warningsFor(schema: unknown): Promise<string[]> {
  const warnings: string[] = []
  const onWarning = (text: string) => warnings.push(text)
  const codec = new AvroCodec({ schemas: tableSource({ 1: schema }).source, onWarning })
  await codec.writer({ id: 1 })
  await codec.writer({ id: 1 })
  return warnings
}

const MENDED_GUIDE_SCHEMA = GUIDE_SCHEMA.replace(
  '"type":"long","logicalType":"timestamp-millis"',
  '"type":{"type":"long","logicalType":"timestamp-millis"}',
)

test('the guide’s misplaced logicalType is named once, with the mended schema', async () => {
  const warnings = await warningsFor(GUIDE_SCHEMA)
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain('record sensor, field timestamp (timestamp-millis)')
  expect(warnings[0]).toContain(`Register it as ${MENDED_GUIDE_SCHEMA};`)
})

test('misplaced or not, the bytes and the value are the same', async () => {
  const mended = MENDED_GUIDE_SCHEMA
  expect(mended).not.toBe(GUIDE_SCHEMA)
  expect(await warningsFor(mended)).toEqual([])
  const record = { timestamp: 1_700_000_000_123, id: 'sensor0', value: 2 }
  const [one, other] = [await codecFor(GUIDE_SCHEMA), await codecFor(mended)]
  const bytes = one.writer.encode(record)
  expect(other.writer.encode(record)).toEqual(bytes)
  expect(decodeAll(other.reader, bytes)).toEqual(decodeAll(one.reader, bytes))
})

test('it is found in nested records, and mended in nullable and decimal fields', async () => {
  const inner = {
    type: 'record',
    name: 'inner',
    fields: [
      { name: 'at', type: ['null', 'long'], logicalType: 'timestamp-millis', default: null },
      { name: 'price', type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 },
    ],
  }
  const outer = {
    type: 'record',
    name: 'outer',
    fields: [{ name: 'list', type: { type: 'array', items: ['null', inner] } }],
  }
  const [warning, ...others] = await warningsFor(outer)
  expect(others).toEqual([])
  expect(warning).toContain('record inner, field at (timestamp-millis); record inner, field price')
  expect(warning).toContain('"type":["null",{"type":"long","logicalType":"timestamp-millis"}]')
  expect(warning).toContain('{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}')
})

test('lifted, it counts as if it stood inside, and the bytes are the same', async () => {
  const forms = { logicalTypes: { 'timestamp-millis': true } } as const
  const plain = await codecFor(GUIDE_SCHEMA, forms)
  const lifted = await codecFor(GUIDE_SCHEMA, { ...forms, misplacedLogicalTypes: 'lift' })
  const mended = await codecFor(MENDED_GUIDE_SCHEMA, forms)
  const ms = 1_700_000_000_123
  const bytes = plain.writer.encode({ timestamp: ms, id: 'sensor0', value: 2 })
  const record = { timestamp: new Date(ms), id: 'sensor0', value: 2 }
  for (const { writer, reader } of [lifted, mended]) {
    expect(writer.encode(record)).toEqual(bytes)
    expect(decodeAll(reader, bytes)).toEqual(record)
  }
  expect(lifted.writer.schema).toBe(GUIDE_SCHEMA)
})

test('or it is refused, with the mended schema', async () => {
  const refused = codecFor(GUIDE_SCHEMA, { misplacedLogicalTypes: 'error' })
  await expect(refused).rejects.toMatchObject({
    code: 'ERR_AVRO_INVALID_SCHEMA',
    because: expect.stringContaining('record sensor, field timestamp'),
    fix: expect.stringContaining(MENDED_GUIDE_SCHEMA),
  })
})

test.each([
  ['no JSON', 'record sensor'],
  ['null', 'null'],
  ['a number', '5'],
  ['an unknown type', '"sensor"'],
  ['a bottomless pit', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['no fields', '{"type":"record","name":"r"}'],
  [
    'a wrong default',
    '{"type":"record","name":"r","fields":[{"name":"f","type":"long","default":"x"}]}',
  ],
  [
    'a default of 65 bits',
    '{"type":"record","name":"r","fields":[{"name":"f","type":"long","default":9223372036854775808}]}',
  ],
  ['code for a name', '{"type":"record","name":"r(){};process.exit()//","fields":[]}'],
  [
    'code for a field',
    '{"type":"record","name":"r","fields":[{"name":"a=process.exit()","type":"int"}]}',
  ],
])('%s is no schema', async (_, schema) => {
  const latest: SchemaSource['latest'] = async () => ({ id: 9, version: 1, schema })
  const codec = new AvroCodec({ schemas: { ...tableSource({ 9: schema }).source, latest } })
  await expect(codec.writer({ id: 9 })).rejects.toMatchObject({
    code: 'ERR_AVRO_INVALID_SCHEMA',
    what: 'schema 9',
    schemaId: 9,
  })
  await expect(codec.writer({ subject: 'sensor' })).rejects.toMatchObject({
    code: 'ERR_AVRO_INVALID_SCHEMA',
    what: 'schema 9 of subject sensor',
  })
})

test('schemas with the same full name live side by side', async () => {
  const schemaOf = (type: string) => ({ type: 'record', name: 'r', fields: [{ name: 'f', type }] })
  const { source } = tableSource({ 1: schemaOf('int'), 2: schemaOf('string') })
  const codec = new AvroCodec({ schemas: source })
  const reader = codec.reader<{ f: unknown }>()
  const one = (await codec.writer<{ f: number }>({ id: 1 })).encode({ f: 1 })
  const two = (await codec.writer<{ f: string }>({ id: 2 })).encode({ f: 'x' })
  expect([one, two, one].map((bytes) => decodeAll(reader, bytes))).toEqual([
    { f: 1 },
    { f: 'x' },
    { f: 1 },
  ])
})

const record = (...fields: unknown[]) => ({ type: 'record', name: 'r', fields })

test.each([
  ['$', 5],
  ['$.type', { type: 'nowhere' }],
  ['$.name', { type: 'record', name: '2r', fields: [] }],
  ['$.namespace', { type: 'record', name: 'r', namespace: 'a..b', fields: [] }],
  ['$.fields', { type: 'record', name: 'r' }],
  [
    '$.fields[1].type.items',
    record({ name: 'a', type: 'int' }, { name: 'b', type: { type: 'array' } }),
  ],
  ['$.fields[0].name', record({ type: 'int' })],
  ['$.fields[0].default', record({ name: 'a', type: 'int', default: 1.5 })],
  ['$.fields[0].default', record({ name: 'a', type: ['null', 'int'], default: 'x' })],
  ['$.fields[0].aliases[1]', record({ name: 'a', type: 'int', aliases: ['b', '?'] })],
  ['$.fields[1]', record({ name: 'a', type: 'int' }, { name: 'a', type: 'int' })],
  ['$[1]', ['int', 'int']],
  ['$[1]', ['null', ['int']]],
  ['$.symbols', { type: 'enum', name: 'e', symbols: ['A', 'A'] }],
  ['$.symbols[0]', { type: 'enum', name: 'e', symbols: ['A-B'] }],
  ['$.default', { type: 'enum', name: 'e', symbols: ['A'], default: 'B' }],
  ['$.size', { type: 'fixed', name: 'f', size: -1 }],
  ['$.values', { type: 'map', values: 'r' }],
  ['$.name', { type: 'fixed', name: 'int', size: 1 }],
])('what is wrong at %s is named there: %j', (path, schema) => {
  const refused = () => new AvroSchema(JSON.stringify(schema), { label: 'mine' })
  expect(refused).toThrow(`mine: at ${path}: `)
})

test('names, namespaces and references are resolved as the specification says', () => {
  const inner = { type: 'fixed', name: 'Hash', namespace: 'org.other', size: 2 }
  const schema = {
    type: 'record',
    name: 'org.foo.Node',
    fields: [
      { name: 'next', type: ['null', 'Node'] },
      { name: 'hash', type: 'org.other.Hash' },
      { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A'] } },
      { name: 'again', type: 'org.foo.Kind' },
    ],
  }
  const { name, canonicalForm } = new AvroSchema(schema, { references: [inner] })
  expect(name).toBe('org.foo.Node')
  expect(canonicalForm).toBe(
    '{"name":"org.foo.Node","type":"record","fields":[' +
      '{"name":"next","type":["null","org.foo.Node"]},' +
      '{"name":"hash","type":{"name":"org.other.Hash","type":"fixed","size":2}},' +
      '{"name":"kind","type":{"name":"org.foo.Kind","type":"enum","symbols":["A"]}},' +
      '{"name":"again","type":"org.foo.Kind"}]}',
  )
  expect(() => new AvroSchema(schema)).toThrow('"org.other.Hash" is neither')
})

test('the fingerprint does not change with what does not change the data', () => {
  // From the specification's own test data.
  expect(new AvroSchema('"int"').fingerprint).toBe(0x7275d51a3f395c8fn)
  const bare = record({ name: 'a', type: 'int' })
  const decorated = {
    doc: 'd',
    ...record({ default: 1, name: 'a', type: { type: 'int' }, aliases: ['b'] }),
  }
  expect(new AvroSchema(decorated).fingerprint).toBe(new AvroSchema(bare).fingerprint)
})
