import { expect, test } from 'vitest'
import { AvroCodec, type SchemaSource } from '../src/index.ts'
import { codecFor, decodeAll, GUIDE_SCHEMA, tableSource } from './support.ts'

async function warningsFor(schema: unknown): Promise<string[]> {
  const warnings: string[] = []
  const onWarning = (text: string) => warnings.push(text)
  const codec = new AvroCodec({ schemas: tableSource({ 1: schema }).source, onWarning })
  await codec.writer({ id: 1 })
  await codec.writer({ id: 1 })
  return warnings
}

test('the guide’s misplaced logicalType is named once, with the mended field', async () => {
  const warnings = await warningsFor(GUIDE_SCHEMA)
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain('schema 1: record sensor, field timestamp')
  expect(warnings[0]).toContain(
    '{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}}',
  )
})

test('misplaced or not, the bytes and the value are the same', async () => {
  const mended = GUIDE_SCHEMA.replace(
    '"type":"long","logicalType":"timestamp-millis"',
    '"type":{"type":"long","logicalType":"timestamp-millis"}',
  )
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
  const [first, second, ...others] = await warningsFor(outer)
  expect(others).toEqual([])
  expect(first).toContain('"type":["null",{"type":"long","logicalType":"timestamp-millis"}]')
  expect(second).toContain(
    '"type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}',
  )
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
    'a default beyond 2^53',
    '{"type":"record","name":"r","fields":[{"name":"f","type":"long","default":9007199254740993}]}',
  ],
  [
    'a field __proto__',
    '{"type":"record","name":"r","fields":[{"name":"__proto__","type":"long"}]}',
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
