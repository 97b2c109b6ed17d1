import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AvroCodecError } from '../src/index.ts'
import { codecFor, decodeAll, framed, GUIDE_SCHEMA, refusedBy } from './support.ts'

const RECORD = { timestamp: 1_700_000_000_123, id: 'sensor0', value: 1.5 }

test('a datum cut anywhere is truncated, alone and among other records', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA)
  const bytes = writer.encode(RECORD)
  const among = Buffer.concat([bytes, bytes])
  for (let end = 5; end < bytes.length; end++) {
    for (const act of [
      () => decodeAll(reader, bytes.subarray(0, end)),
      () => reader.decode(among, 0, end),
    ]) {
      expect(refusedBy(act)).toMatchObject({ code: 'ERR_AVRO_TRUNCATED', schemaId: 1 })
    }
  }
})

test('bytes behind a datum are refused', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA)
  const bytes = Buffer.concat([writer.encode(RECORD), Buffer.from([1, 2, 3])])
  const error = refusedBy(() => decodeAll(reader, bytes))
  expect(error).toMatchObject({ code: 'ERR_AVRO_TRAILING_BYTES', schemaId: 1 })
  expect(error.because).toContain('3 bytes')
})

test('a schema without bytes takes a frame of five', async () => {
  const { writer, reader } = await codecFor('"null"')
  expect(writer.encode(null)).toHaveLength(5)
  expect(decodeAll(reader, framed())).toBeNull()
})

/** 2^31 - 1 as a count. */
const BILLIONS = [0xfe, 0xff, 0xff, 0xff, 0x0f]
/** -(2^63): a negative count without a positive twin. */
const LEAST_LONG = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]

describe('a few bytes cannot become many items', () => {
  test.each([
    ['null', BILLIONS],
    ['string', BILLIONS],
    [{ type: 'record', name: 'empty', fields: [] }, BILLIONS],
    [{ type: 'array', items: 'null' }, BILLIONS],
    ['null', LEAST_LONG],
    ['long', [...LEAST_LONG, 0]],
  ])('of %j', async (inner, count) => {
    for (const schema of [
      { type: 'array', items: inner },
      { type: 'map', values: inner },
    ]) {
      const { reader } = await codecFor(schema)
      const started = performance.now()
      const error = refusedBy(() => decodeAll(reader, framed(...count, 0)))
      expect(error.code).toBe('ERR_AVRO_LIMIT')
      expect(performance.now() - started).toBeLessThan(1000)
    }
  })

  test('nor can many blocks, each within the limit', async () => {
    const { reader } = await codecFor({ type: 'array', items: 'null' })
    const block = [0x80, 0xf1, 0x04] // 40,000 items
    expect(decodeAll(reader, framed(...block, 0))).toHaveLength(40_000)
    expect(refusedBy(() => decodeAll(reader, framed(...block, ...block, 0))).code).toBe(
      'ERR_AVRO_LIMIT',
    )
  })

  test('while honest data of any size passes', async () => {
    const { writer, reader } = await codecFor({ type: 'array', items: 'int' })
    const value = Array.from({ length: 200_000 }, (_, index) => index)
    expect(decodeAll(reader, writer.encode(value))).toEqual(value)
  })
})

test('blocks with a size are read', async () => {
  const { reader } = await codecFor({ type: 'array', items: 'int' })
  expect(decodeAll(reader, framed(3, 4, 2, 4, 2, 6, 0))).toEqual([1, 2, 3])
})

test('records nested deeper than 500 are refused, then the next datum is fine', async () => {
  const { reader } = await codecFor({
    type: 'record',
    name: 'node',
    fields: [{ name: 'next', type: ['null', 'node'] }],
  })
  for (const depth of [500, 100_000]) {
    const error = refusedBy(() => decodeAll(reader, framed(...Array<number>(depth).fill(2), 0)))
    expect(error.code).toBe('ERR_AVRO_LIMIT')
  }
  expect(decodeAll(reader, framed(...Array<number>(499).fill(2), 0))).toHaveProperty(
    'next.next.next',
  )
  expect(decodeAll(reader, framed(0))).toEqual({ next: null })
})

test('deeper than the stack, where the limit is raised so far, is still no raw error', async () => {
  const schema = {
    type: 'record',
    name: 'node',
    fields: [{ name: 'next', type: ['null', 'node'] }],
  }
  const { reader } = await codecFor(schema, { limits: { depth: 10_000_000 } })
  const datum = framed(...Array<number>(100_000).fill(2), 0)
  expect(refusedBy(() => decodeAll(reader, datum)).code).toBe('ERR_AVRO_LIMIT')
})

test('a map key named __proto__ is data', async () => {
  const { writer, reader } = await codecFor({ type: 'map', values: { type: 'map', values: 'int' } })
  const value = JSON.parse('{ "__proto__": { "polluted": 1 }, "a": {} }')
  const back = decodeAll(reader, writer.encode(value))
  expect(Object.keys(back as object)).toEqual(['__proto__', 'a'])
  expect(back).not.toHaveProperty('polluted')
})

test.each([
  ['an int of 40 bits', '"int"', BILLIONS.concat(0).with(4, 0x7f)],
  ['an unknown union branch', ['null', 'int'], [6]],
  ['an unknown enum symbol', { type: 'enum', name: 'E', symbols: ['A'] }, [4]],
])('%s is refused', async (_, schema, datum) => {
  const { reader } = await codecFor(schema)
  const error = refusedBy(() => decodeAll(reader, framed(...datum)))
  expect(error).toMatchObject({ code: 'ERR_AVRO_INVALID_DATUM', schemaId: 1 })
})

test('of random bytes either a value comes out or this package’s error', async () => {
  const { reader } = await codecFor({
    type: 'record',
    name: 'everything',
    fields: [
      { name: 'union', type: ['null', 'everything', 'string', { type: 'array', items: 'null' }] },
      { name: 'map', type: { type: 'map', values: ['null', 'long', 'bytes'] } },
      { name: 'enum', type: { type: 'enum', name: 'E', symbols: ['A', 'B'] } },
      { name: 'list', type: { type: 'array', items: ['null', 'everything', 'double', 'boolean'] } },
      { name: 'fixed', type: { type: 'fixed', name: 'F', size: 3 } },
      { name: 'float', type: 'float' },
    ],
  })
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(fc.constantFrom(0, 1, 2, 4, 0x7f, 0x80, 0xff), { maxLength: 40 }),
  )
  fc.assert(
    fc.property(hostile, fc.nat(20), (datum, behind) => {
      const end = 5 + datum.length
      const bytes = Buffer.concat([framed(...datum), Buffer.alloc(behind, 0xff)])
      try {
        expect(reader.decode(bytes, 0, end)).not.toBeInstanceOf(Promise)
      } catch (error) {
        expect(error).toBeInstanceOf(AvroCodecError)
        expect(error).toHaveProperty('schemaId', 1)
      }
    }),
    { numRuns: 3000 },
  )
})

const everything = {
  type: 'record',
  name: 'r',
  fields: [
    {
      name: 'list',
      type: { type: 'array', items: { type: 'map', values: ['null', 'int', 'string'] } },
    },
    { name: 'flag', type: 'boolean' },
    { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] } },
  ],
}

test.each([
  // A list of one map of one entry, "k": an int of 5; true; B.
  [
    'list.0.k',
    'ERR_AVRO_INVALID_DATUM',
    5,
    [2, 2, 2, 0x6b, 2, ...BILLIONS.with(4, 0x7f), 0, 0, 1, 2],
  ],
  ['list.0.k', 'ERR_AVRO_INVALID_DATUM', 4, [2, 2, 2, 0x6b, 8, 10, 0, 0, 1, 2]],
  ['list.0.k', 'ERR_AVRO_INVALID_DATUM', 6, [2, 2, 2, 0x6b, 4, 2, 0xff, 0, 0, 1, 2]],
  ['list.0', 'ERR_AVRO_LIMIT', 6, [2, ...BILLIONS, 2, 0x6b, 2, 10, 0, 0, 1, 2]],
  ['flag', 'ERR_AVRO_INVALID_DATUM', 1, [0, 7, 2]],
  ['kind', 'ERR_AVRO_INVALID_DATUM', 2, [0, 1, 4]],
  ['kind', 'ERR_AVRO_TRUNCATED', 2, [0, 1]],
  ['', 'ERR_AVRO_TRAILING_BYTES', 3, [0, 1, 2, 9]],
])('a fault at %s is told with the field and the byte', async (path, code, offset, datum) => {
  const { reader } = await codecFor(everything)
  const among = Buffer.concat([framed(...datum), Buffer.alloc(20, 2)])
  const error = refusedBy(() => reader.decode(among, 0, 5 + datum.length))
  expect(error).toMatchObject({ path, code, offset })
  expect(error.message).toContain(path === '' ? `byte ${offset}` : `field ${path}, byte ${offset}`)
})

test.each([
  [{ depth: 3 }, [2, 2, 2, 2, 0, 0, 0, 0, 0, 0]],
  [{ items: 3 }, [0, 8, 2, 0x61, 2, 0x61, 2, 0x61, 2, 0x61, 0]],
  [{ stringBytes: 3 }, [0, 2, 8, 0x61, 0x61, 0x61, 0x61, 0]],
  [{ datumBytes: 7 }, [0, 2, 8, 0x61, 0x61, 0x61, 0x61, 0]],
])('the limits %j hold, and a little more passes', async (limits, datum) => {
  const schema = {
    type: 'record',
    name: 'node',
    fields: [
      { name: 'next', type: ['null', 'node'] },
      { name: 'words', type: { type: 'array', items: 'string' } },
    ],
  }
  const [[name = '', limit = 0] = []] = Object.entries(limits)
  const bounded = await codecFor(schema, { limits })
  expect(refusedBy(() => decodeAll(bounded.reader, framed(...datum))).code).toBe('ERR_AVRO_LIMIT')
  const wider = await codecFor(schema, { limits: { [name]: limit + 2 } })
  expect(decodeAll(wider.reader, framed(...datum))).toHaveProperty('words')
})

test('invalid UTF-8 is refused, U+FFFD itself is not', async () => {
  const { writer, reader } = await codecFor('"string"')
  for (const text of ['\ufffd', `${'a'.repeat(50)}\ufffd`]) {
    expect(decodeAll(reader, writer.encode(text))).toBe(text)
  }
  for (const datum of [
    [2, 0xff],
    [6, 0xed, 0xa0, 0x80],
    [4, 0x61, 0xc3],
  ]) {
    expect(refusedBy(() => decodeAll(reader, framed(...datum)))).toMatchObject({
      code: 'ERR_AVRO_INVALID_DATUM',
      because: expect.stringContaining('not UTF-8'),
    })
  }
})
