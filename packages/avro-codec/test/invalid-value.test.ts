import { expect, test } from 'vitest'
import { AvroCodec } from '../src/index.ts'
import { codecFor, decodeAll, GUIDE_SCHEMA, refusedBy } from './support.ts'

const GOOD = { timestamp: 1, id: 'sensor0', value: 1 }

test('names every place with path, expected type and value', async () => {
  const { writer } = await codecFor(GUIDE_SCHEMA)
  const error = refusedBy(() => writer.encode({ timestamp: 12n, id: 5 }))
  expect(error).toMatchObject({
    code: 'ERR_AVRO_INVALID_VALUE',
    what: 'value for schema 1 (record sensor)',
    schemaId: 1,
    retriable: false,
    issues: [
      { path: 'timestamp', expected: expect.stringContaining('long'), actual: '12n' },
      { path: 'id', expected: expect.stringContaining('string'), actual: '5' },
      { path: 'value', expected: 'double', actual: 'undefined' },
    ],
  })
  expect(error.message).toContain('id must be string')
})

const nested = {
  type: 'record',
  name: 'outer',
  fields: [
    { name: 'list', type: { type: 'array', items: ['null', 'int'] } },
    { name: 'byName', type: { type: 'map', values: 'boolean' } },
    { name: 'color', type: { type: 'enum', name: 'Color', symbols: ['RED', 'GREEN'] } },
    { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 2 } },
  ],
}
const FINE = { list: [1], byName: { a: true }, color: 'RED', hash: Buffer.alloc(2) }

test.each([
  ['list.1', 'null | int (a whole number of 32 bits)', { ...FINE, list: [1, 'x', null] }],
  ['list', 'array', { ...FINE, list: { 0: 1 } }],
  ['byName.b', 'boolean', { ...FINE, byName: { a: true, b: 1 } }],
  ['color', 'Color (RED, GREEN)', { ...FINE, color: 'BLUE' }],
  ['color', 'Color (RED, GREEN)', { ...FINE, color: 'constructor' }],
  ['color', 'Color (RED, GREEN)', { ...FINE, color: ['RED'] }],
  ['hash', 'Hash (a Buffer of 2 bytes)', { ...FINE, hash: Buffer.alloc(3) }],
  ['', 'record outer', null],
  ['', 'record outer', undefined],
  ['', 'record outer', [FINE]],
])('%s must be %s', async (path, expected, value) => {
  const { writer } = await codecFor(nested)
  expect(refusedBy(() => writer.encode(value)).issues).toMatchObject([{ path, expected }])
})

test.each([
  ['int', 2 ** 31],
  ['int', 1.5],
  ['int', '1'],
  ['float', 1e39],
  ['float', '1'],
  ['double', '1'],
  ['double', undefined],
  ['string', 'half \ud800'],
  ['string', new String('boxed')],
  ['boolean', 0],
  ['bytes', [1, 2]],
  ['null', undefined],
  [{ type: 'map', values: 'int' }, { 'half \udfff': 1 }],
  [['null', 'int'], undefined],
  [['int', 'long'], { constructor: 1 }],
  [['int', 'long'], 2 ** 60],
  [['int', 'long'], 'x'],
  [{ type: 'record', name: 'r', fields: [{ name: 'f', type: 'int', default: 1 }] }, 5],
  [{ type: 'record', name: 'r', fields: [] }, 'text'],
])('%j refuses %j rather than write another value', async (schema, value) => {
  const { writer } = await codecFor(typeof schema === 'string' ? JSON.stringify(schema) : schema)
  const error = refusedBy(() => writer.encode(value))
  expect(error.code).toBe('ERR_AVRO_INVALID_VALUE')
  expect(error.issues.length).toBeGreaterThan(0)
})

test('what has a meaning is written: NaN, infinities, defaults', async () => {
  const { writer, reader } = await codecFor({
    type: 'record',
    name: 'r',
    fields: [
      { name: 'd', type: 'double' },
      { name: 'f', type: 'float' },
      { name: 'o', type: ['null', 'string'], default: null },
    ],
  })
  const bytes = writer.encode({ d: Number.NaN, f: Number.NEGATIVE_INFINITY })
  expect(decodeAll(reader, bytes)).toEqual({ d: Number.NaN, f: Number.NEGATIVE_INFINITY, o: null })
})

test('fields that the schema does not have are left out', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA)
  expect(decodeAll(reader, writer.encode({ ...GOOD, unit: 'C' }))).toEqual(GOOD)
})

test('long values and many places are cut', async () => {
  const { writer } = await codecFor({ type: 'array', items: 'int' })
  const long = 'x'.repeat(10_000)
  const error = refusedBy(() => writer.encode(Array(500).fill(long)))
  expect(error.issues).toHaveLength(10)
  expect(error.because).toMatch(/and 490 more$/)
  expect(error.message.length).toBeLessThan(3000)
})

test('a value that contains itself is refused', async () => {
  const { writer } = await codecFor({
    type: 'record',
    name: 'node',
    fields: [{ name: 'next', type: ['null', 'node'] }],
  })
  const node: { next: unknown } = { next: null }
  node.next = node
  const error = refusedBy(() => writer.encode(node))
  expect(error.code).toBe('ERR_AVRO_INVALID_VALUE')
  expect(error.because).toContain('part of itself')
})

test('a writer goes on after a refused value', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA)
  refusedBy(() => writer.encode({ ...GOOD, value: 'warm' }))
  expect(decodeAll(reader, writer.encode(GOOD))).toEqual(GOOD)
})

test('strict: fields that the schema does not have are refused, each by name', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA, { strict: true })
  const error = refusedBy(() => writer.encode({ ...GOOD, unit: 'C', note: 'x' }))
  expect(error.issues).toMatchObject([{ path: 'unit', actual: "'C'" }, { path: 'note' }])
  expect(decodeAll(reader, writer.encode({ ...GOOD, unit: undefined }))).toEqual(GOOD)
})

test('the subject is named where the schema came from one', async () => {
  const latest = async () => ({ id: 5, version: 1, schema: GUIDE_SCHEMA })
  const codec = new AvroCodec({ schemas: { schemaById: async () => '', latest } })
  const writer = await codec.writer<unknown>({ subject: 'sensor' })
  expect(refusedBy(() => writer.encode({}))).toMatchObject({
    subject: 'sensor',
    schemaId: 5,
    what: 'value for schema 5 of subject sensor (record sensor)',
  })
})
