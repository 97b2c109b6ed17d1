import { expect, test } from 'vitest'
import { AvroCodec, type AvroCodecOptions } from '../src/index.ts'
import { decodeAll, refusedBy, tableSource } from './support.ts'

/** What a reader of `reader` makes of a value written as `writer`. */
async function readAs(
  { writer, reader, value }: { writer: unknown; reader: unknown; value: unknown },
  options: Partial<AvroCodecOptions> = {},
) {
  const codec = new AvroCodec({ schemas: tableSource({ 1: writer }).source, ...options })
  const bytes = (await codec.writer<unknown>({ id: 1 })).encode(value)
  const schema = JSON.stringify(reader)
  return codec.reader<unknown>({ schema }).decodeSync(bytes)
}

const record = (name: string, fields: unknown[], more: object = {}) => ({
  type: 'record',
  name,
  fields,
  ...more,
})
const enumOf = (symbols: string[], more: object = {}) => ({
  type: 'enum',
  name: 'E',
  symbols,
  ...more,
})

test.each([
  ['int', 'long', 5, 5],
  ['int', 'float', 16_777_217, 16_777_216],
  ['int', 'double', 5, 5],
  ['long', 'float', 2 ** 40 + 1, 2 ** 40],
  ['long', 'double', -7, -7],
  ['float', 'double', 0.5, 0.5],
  ['string', 'bytes', 'é', Buffer.from('é')],
  ['bytes', 'string', Buffer.from('é'), 'é'],
])('%s is read as %s', async (writer, reader, value, read) => {
  const field = (type: string) => record('r', [{ name: 'f', type }])
  expect(
    await readAs({ writer: field(writer), reader: field(reader), value: { f: value } }),
  ).toEqual({ f: read })
})

test('a long beyond the safe range is rounded once to a float', async () => {
  // Between two floats, a little above the middle: by way of a double it would be rounded down.
  const value = 2n ** 62n + 2n ** 38n + 1n
  const read = await readAs({ writer: '"long"', reader: 'float', value }, { long: 'bigint' })
  expect(read).toBe(2 ** 62 + 2 ** 39)
})

test('an int read as a long is a bigint where longs are', async () => {
  expect(await readAs({ writer: '"int"', reader: 'long', value: -3 }, { long: 'bigint' })).toBe(-3n)
})

test('fields are matched by name and alias, left out, filled in, put in the reader’s order', async () => {
  const writer = record('Old', [
    {
      name: 'skipped',
      type: { type: 'map', values: [{ type: 'array', items: 'long' }, 'string'] },
    },
    { name: 'a', type: 'int' },
    { name: 'renamed', type: 'string' },
    {
      name: 'gone',
      type: record('Gone', [
        { name: 'x', type: 'double' },
        { name: 'y', type: 'boolean' },
      ]),
    },
    { name: 'b', type: 'long' },
  ])
  const reader = record(
    'New',
    [
      { name: 'b', type: 'double' },
      { name: 'list', type: { type: 'array', items: 'int' }, default: [1] },
      { name: 'name', type: 'string', aliases: ['renamed'] },
      { name: 'a', type: ['null', 'int'] },
      { name: '__proto__', type: 'string', default: 'kept' },
    ],
    { aliases: ['Old'] },
  )
  const value = {
    skipped: { m: [1, 2], n: 's' },
    a: 1,
    renamed: 'x',
    gone: { x: 1, y: true },
    b: 2 ** 50,
  }
  const read = (await readAs({ writer, reader, value })) as { list: number[] }
  expect(JSON.stringify(read)).toBe(
    '{"b":1125899906842624,"list":[1],"name":"x","a":1,"__proto__":"kept"}',
  )
  read.list.push(2)
  expect(await readAs({ writer, reader, value })).toMatchObject({ list: [1] })
})

test('a symbol that the reader does not have becomes its default, or an error where it is met', async () => {
  const writer = enumOf(['A', 'B'])
  expect(await readAs({ writer, reader: enumOf(['B', 'X'], { default: 'X' }), value: 'A' })).toBe(
    'X',
  )
  expect(await readAs({ writer, reader: enumOf(['B']), value: 'B' })).toBe('B')
  await expect(readAs({ writer, reader: enumOf(['B']), value: 'A' })).rejects.toMatchObject({
    code: 'ERR_AVRO_INCOMPATIBLE',
  })
})

test('unions: into one, out of one, from one to another', async () => {
  expect(await readAs({ writer: '"int"', reader: ['null', 'long', 'int'], value: 5 })).toBe(5)
  expect(await readAs({ writer: ['null', 'int'], reader: 'long', value: 5 })).toBe(5)
  expect(await readAs({ writer: ['int', 'string'], reader: ['string', 'double'], value: 5 })).toBe(
    5,
  )
  await expect(
    readAs({ writer: ['null', 'int'], reader: 'int', value: null }),
  ).rejects.toMatchObject({
    code: 'ERR_AVRO_INCOMPATIBLE',
    because: 'null cannot be read as int',
  })
  const wrapped = { unions: 'wrapped' } as const
  expect(await readAs({ writer: '"int"', reader: ['null', 'long'], value: 5 }, wrapped)).toEqual({
    long: 5,
  })
})

test('a record that contains itself is resolved', async () => {
  const node = (...more: unknown[]) =>
    record('Node', [{ name: 'next', type: ['null', 'Node'] }, ...more])
  const value = { next: { next: { next: null, v: 3 }, v: 2 }, v: 1 }
  const read = await readAs({
    writer: node({ name: 'v', type: 'int' }),
    reader: node({ name: 'w', type: 'string', default: '-' }),
    value,
  })
  expect(read).toEqual({ w: '-', next: { w: '-', next: { w: '-', next: null } } })
})

test.each([
  ['', '"string"', 'int', 'string cannot be read as int'],
  ['inner.f', 'long', 'int', 'long cannot be read as int'],
  ['inner.f', ['null', 'string'], 'int', 'string cannot be read as int'],
  [
    'inner.f',
    { type: 'array', items: 'long' },
    { type: 'array', items: 'int' },
    'long cannot be read as int',
  ],
  [
    'inner.f',
    enumOf(['A']),
    { type: 'fixed', name: 'E', size: 1 },
    'enum E cannot be read as fixed E of 1 bytes',
  ],
  [
    'inner.f',
    { type: 'fixed', name: 'F', size: 2 },
    { type: 'fixed', name: 'F', size: 1 },
    'fixed F of 2 bytes cannot be read as fixed F of 1 bytes',
  ],
  [
    'inner.f',
    { type: 'long', logicalType: 'timestamp-millis' },
    { type: 'long', logicalType: 'timestamp-micros' },
    'timestamp-millis cannot be read as timestamp-micros',
  ],
  [
    'inner.f',
    { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 },
    { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 1 },
    'decimal(4, 2) cannot be read as decimal(4, 1)',
  ],
])(
  'what does not fit is refused when the reader meets the schema, at %s',
  async (path, writer, reader, words) => {
    const outer = (type: unknown) =>
      path === ''
        ? type
        : record('Outer', [{ name: 'inner', type: record('Inner', [{ name: 'f', type }]) }])
    const codec = new AvroCodec({ schemas: tableSource({ 1: outer(writer) }).source })
    const loading = codec.reader({ schema: JSON.stringify(outer(reader)) }).load(1)
    await expect(loading).rejects.toMatchObject({
      code: 'ERR_AVRO_INCOMPATIBLE',
      schemaId: 1,
      because: expect.stringContaining(words),
    })
    if (path !== '') await expect(loading).rejects.toThrow(`field ${path}`)
  },
)

test('a field without a default that the writer does not have is named', async () => {
  const writer = record('R', [{ name: 'a', type: 'int' }])
  const reader = record('R', [
    { name: 'a', type: 'int' },
    { name: 'b', type: 'int' },
  ])
  await expect(readAs({ writer, reader, value: { a: 1 } })).rejects.toThrow(
    /field b: .*without a default/,
  )
})

test('a pair found incompatible inside a union stays so', async () => {
  const a = (more: unknown[]) =>
    record('A', [
      { name: 'b', type: ['null', record('B', [{ name: 'a', type: ['null', 'A'] }])] },
      ...more,
    ])
  const writer = record('R', [
    { name: 'first', type: ['null', a([{ name: 'x', type: 'string' }])] },
    { name: 'second', type: ['null', 'B'] },
  ])
  const reader = record('R', [
    { name: 'first', type: ['null', a([{ name: 'x', type: 'int' }])] },
    { name: 'second', type: ['null', 'B'] },
  ])
  const fine = { first: null, second: { a: null } }
  expect(await readAs({ writer, reader, value: fine })).toEqual(fine)
  const value = { first: null, second: { a: { b: null, x: 'text' } } }
  await expect(readAs({ writer, reader, value })).rejects.toMatchObject({
    code: 'ERR_AVRO_INCOMPATIBLE',
  })
})

test('readers that differ in a default only do not share what they read with', async () => {
  const writer = record('R', [])
  const codec = new AvroCodec({ schemas: tableSource({ 1: writer }).source })
  const bytes = (await codec.writer<object>({ id: 1 })).encode({})
  const read = (fallback: number) => {
    const schema = record('R', [{ name: 'f', type: 'int', default: fallback }])
    return decodeAll(codec.reader<unknown>({ schema }), bytes)
  }
  expect([read(1), read(2), read(1)]).toEqual([{ f: 1 }, { f: 2 }, { f: 1 }])
})

test('bytes without a length are read as nothing else', async () => {
  const error = await readAs({ writer: '"bytes"', reader: 'string', value: Buffer.alloc(1) }).catch(
    (e) => e,
  )
  expect(
    refusedBy(() => {
      throw error
    }),
  ).toMatchObject({ code: 'ERR_AVRO_INCOMPATIBLE' })
})
