import { expect, test } from 'vitest'
import {
  AvroCodec,
  type LatestSchema,
  recordName,
  type SchemaSource,
  topicName,
  topicRecordName,
} from '../src/index.ts'
import { GUIDE_SCHEMA, tableSource } from './support.ts'

/** A source that gives ids to what it is asked about, and keeps the questions. */
function askedSource() {
  const asked: string[] = []
  const source: SchemaSource = {
    ...tableSource({}).source,
    async lookup(subject, schema) {
      asked.push(`lookup ${subject} ${schema}`)
      return { id: 3 }
    },
    async register(subject) {
      asked.push(`register ${subject}`)
      return { id: 4 }
    },
  }
  return { codec: new AvroCodec({ schemas: source }), asked }
}

test.each([
  [undefined, 'sensor'],
  [recordName, 'sensor'],
  [topicName, 'temperature-value'],
  [topicRecordName, 'temperature-sensor'],
  ['fixed', 'fixed'],
  [
    ({ topic, record }: { topic?: string | undefined; record?: string | undefined }) =>
      `${record}@${topic}`,
    'sensor@temperature',
  ],
])('a schema is looked up under its subject', async (subject, name) => {
  const { codec, asked } = askedSource()
  const by = {
    schema: GUIDE_SCHEMA,
    topic: 'temperature',
    ...(subject === undefined ? {} : { subject }),
  }
  expect((await codec.writer(by)).schemaId).toBe(3)
  // The very text that was given: registries compare texts.
  expect(asked).toEqual([`lookup ${name} ${GUIDE_SCHEMA}`])
})

test('a key’s subject, and registering on demand only', async () => {
  const { codec, asked } = askedSource()
  const writer = await codec.writer({
    schema: { type: 'string' },
    subject: topicName,
    topic: 'temperature',
    isKey: true,
    register: true,
  })
  expect(writer.schemaId).toBe(4)
  expect(asked).toEqual(['register temperature-key'])
})

test('a strategy that lacks a part is named', async () => {
  const { codec } = askedSource()
  await expect(codec.writer({ schema: GUIDE_SCHEMA, subject: topicName })).rejects.toMatchObject({
    code: 'ERR_AVRO_INVALID_ARGUMENT',
    what: 'subject by topicName',
  })
  await expect(codec.writer({ schema: '"int"' })).rejects.toThrow('subject by recordName')
})

test('a source that cannot look up or register is named', async () => {
  const codec = new AvroCodec({ schemas: tableSource({}).source })
  const by = { schema: GUIDE_SCHEMA }
  await expect(codec.writer(by)).rejects.toThrow('has no lookup()')
  await expect(codec.writer({ ...by, register: true })).rejects.toThrow('has no register()')
})

/** A source whose latest version is counted. */
function latestSource(schema = GUIDE_SCHEMA) {
  const state = { id: 1, calls: 0, schema, down: false }
  const source: SchemaSource = {
    ...tableSource({}).source,
    async latest(): Promise<LatestSchema> {
      state.calls++
      if (state.down) throw new Error('down')
      return { id: state.id, version: state.id, schema: state.schema }
    },
  }
  return { source, state }
}

test('a subject’s latest version is kept for its time to live', async () => {
  const { source, state } = latestSource()
  const kept = new AvroCodec({ schemas: source })
  await Promise.all([kept.writer({ subject: 's' }), kept.writer({ subject: 's' })])
  state.id = 2
  expect((await kept.writer({ subject: 's' })).schemaId).toBe(1)
  expect(state.calls).toBe(1)
  const fresh = new AvroCodec({ schemas: source, latestTtlMs: 0 })
  expect((await fresh.writer({ subject: 's' })).schemaId).toBe(2)
  state.id = 3
  expect((await fresh.writer({ subject: 's' })).schemaId).toBe(3)
})

test('a failure is not kept', async () => {
  const { source, state } = latestSource()
  const codec = new AvroCodec({ schemas: source })
  state.down = true
  await expect(codec.writer({ subject: 's' })).rejects.toThrow('down')
  state.down = false
  expect((await codec.writer({ subject: 's' })).schemaId).toBe(1)
})

test('a latest version that cannot read what the local schema writes is refused', async () => {
  const { source } = latestSource()
  const codec = new AvroCodec({ schemas: source })
  const same = await codec.writer({ subject: 's', localSchema: GUIDE_SCHEMA })
  expect(same.schemaId).toBe(1)
  const localSchema = GUIDE_SCHEMA.replace('"name":"value"', '"name":"degrees"')
  await expect(codec.writer({ subject: 's', localSchema })).rejects.toMatchObject({
    code: 'ERR_AVRO_INCOMPATIBLE',
    what: 'data of local schema for subject s, read as sensor',
    because: expect.stringContaining('field value'),
  })
})

test('schemas may refer to others', async () => {
  const references = [{ type: 'enum', name: 'Unit', symbols: ['C', 'F'] }]
  const schema = '{"type":"record","name":"r","fields":[{"name":"u","type":"Unit"}]}'
  const codec = new AvroCodec({ schemas: { schemaById: async () => ({ schema, references }) } })
  const bytes = (await codec.writer<object>({ id: 1 })).encode({ u: 'F' })
  expect(codec.reader<object>().decodeSync(bytes)).toEqual({ u: 'F' })
})

test.each([
  [{ long: 'int' }, 'codec long'],
  [{ unions: true }, 'codec unions'],
  [{ logicalTypes: { timestamp: true } }, 'codec logicalTypes'],
  [{ limits: { depth: -1 } }, 'codec depth'],
  [{ limits: { deep: 1 } }, 'codec limits'],
  [{ bigint: true }, 'codec option'],
])('the options %j are refused', (options, what) => {
  const make = () => Reflect.construct(AvroCodec, [{ schemas: tableSource({}).source, ...options }])
  expect(make).toThrow(what)
})
