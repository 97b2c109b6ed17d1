import { AvroCodec, AvroSchema } from '@hops-kafka/avro-codec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AVRO_SCHEMAS,
  AvroOracle,
  decodeBlock,
  type JavaDatum,
  noAvroOracle,
  normalize,
  parseAvroJson,
  readContainer,
} from '../src/index.ts'

const RANDOM_DATA = 60
const RANDOM_LONGS = 1_000_000
/** How many of them one question carries. */
const CHUNK = 50_000

/** Nothing converted and nothing left to guess: what Java's generic data are. */
const FORMS = {
  long: 'bigint',
  unions: 'wrapped',
  bareBytes: false,
  logicalTypes: { decimal: false, uuid: false, duration: false, 'big-decimal': false },
} as const

let java: AvroOracle

async function codecFor(schema: string) {
  const codec = new AvroCodec({ schemas: { schemaById: async () => schema }, ...FORMS })
  const writer = await codec.writer<unknown>({ id: 1 })
  const reader = codec.reader<unknown>()
  return {
    codec,
    encode: (value: unknown) => Buffer.from(writer.encode(value)).subarray(5).toString('hex'),
    decode: (hex: string) => reader.decodeSync(framed(hex)),
  }
}

function framed(hex: string): Buffer {
  return Buffer.from(`0000000001${hex}`, 'hex')
}

describe.skipIf(noAvroOracle !== '')(`Avro’s Java implementation${noAvroOracle}`, () => {
  beforeAll(async () => {
    java = await AvroOracle.start()
  })
  afterAll(() => java?.[Symbol.asyncDispose]())

  describe('the specification’s own cases', () => {
    it('schema-tests.txt: every canonical form and fingerprint', async () => {
      const cases = schemaCases(
        (await java.resource('share/test/data/schema-tests.txt')).toString(),
      )
      expect(cases.length).toBeGreaterThan(30)
      for (const { input, canonical, fingerprint } of cases) {
        const schema = new AvroSchema(input)
        if (canonical !== undefined) expect(schema.canonicalForm).toBe(canonical)
        if (fingerprint === undefined) continue
        expect(BigInt.asIntN(64, schema.fingerprint)).toBe(BigInt(fingerprint))
      }
      expect(cases.filter(({ canonical }) => canonical !== undefined).length).toBeGreaterThan(30)
      expect(cases.filter(({ fingerprint }) => fingerprint !== undefined).length).toBeGreaterThan(
        20,
      )
    })

    it('messageV1: a single object’s schema, fingerprint and datum', async () => {
      const schema = (await java.resource('share/test/data/messageV1/test_schema.avsc')).toString()
      const message = await java.resource('share/test/data/messageV1/test_message.bin')
      expect(message.readBigUInt64LE(2)).toBe(new AvroSchema(schema).fingerprint)
      const { encode, decode } = await codecFor(schema)
      const datum = message.subarray(10).toString('hex')
      expect(decode(datum)).toEqual({ id: 42n, name: 'Bill', tags: ['dog_lover', 'cat_hater'] })
      expect(encode(decode(datum))).toBe(datum)
    })

    // Left out: weather-snappy.avro, since Node has no Snappy; test.avro12, since it is no container
    // file of today's format but of Avro 1.2's.
    it.each([
      ['schemas/simple/data.avro', 2],
      ['schemas/withUnion/data.avro', 2],
      ['weather.avro', 5],
      ['weather-sorted.avro', 5],
      ['syncInMeta.avro', 6001],
    ])('%s: every record', async (name, count) => {
      const path = `share/test/data/${name}`
      const { schema, blocks } = await readContainer(await java.resource(path))
      const read = []
      for (const block of blocks) read.push(...(await decodeBlock(schema, block)))
      expect(read.length).toBeGreaterThanOrEqual(count)
      const expected = await java.ask<JavaDatum[]>('container', { name: path })
      expect(read.map(normalize)).toEqual(expected.map(({ json }) => parseAvroJson(json)))
    })

    it.each([
      'interop.avsc',
      'weather.avsc',
      'reserved.avsc',
      'FooBarSpecificRecord.avsc',
      'RecordWithRequiredFields.avsc',
    ])('%s: random data of it', async (name) => {
      const schema = (await java.resource(`share/test/schemas/${name}`)).toString()
      await exchange(schema)
    })
  })

  describe('schemas', () => {
    it.each(Object.entries(AVRO_SCHEMAS))(
      '%s has the same canonical form and fingerprint',
      async (_, json) => {
        const text = JSON.stringify(json)
        const { canonicalForm, fingerprint } = new AvroSchema(text)
        const answer = await java.ask('normalize', { schema: text })
        expect(answer).toEqual({ canonicalForm, fingerprint: String(fingerprint) })
      },
    )
  })

  describe('data', () => {
    it('is exchanged in more than twenty schemas', () => {
      expect(Object.keys(AVRO_SCHEMAS).length).toBeGreaterThan(20)
    })

    it.each(Object.entries(AVRO_SCHEMAS))(
      '%s: each reads and writes what the other does',
      async (_, json) => {
        await exchange(JSON.stringify(json))
      },
    )

    it('longs: random ones over all 64 bits, and every power of two ± 2', async () => {
      const values = [...powersOfTwo(), ...randomLongs(RANDOM_LONGS)]
      let wrong = 0
      for (let from = 0; from < values.length; from += CHUNK) {
        wrong += await countWrong(values.slice(from, from + CHUNK))
      }
      expect({ many: values.length > RANDOM_LONGS, wrong }).toEqual({ many: true, wrong: 0 })
    })

    it('big-decimals', async () => {
      const values = ['0', '12.340', '-0.001', '123456789012345678901234567890.5', '-5E+9']
      const schema = JSON.stringify({ type: 'bytes', logicalType: 'big-decimal' })
      const codec = new AvroCodec({ schemas: { schemaById: async () => schema } })
      const writer = await codec.writer<string>({ id: 1 })
      const written = values.map((value) =>
        Buffer.from(writer.encode(value)).subarray(6).toString('hex'),
      )
      expect(written).toEqual(await java.ask('bigDecimals', { values }))
      expect(values.map((value) => codec.reader().decodeSync(writer.encode(value)))).toEqual(values)
    })
  })

  describe('another schema than the writer’s', () => {
    it.each(EVOLUTIONS)('%s', async (_, writer, reader) => {
      const [schema, as] = [JSON.stringify(writer), JSON.stringify(reader)]
      const { codec } = await codecFor(schema)
      const resolving = codec.reader<unknown>({ schema: as })
      await resolving.load(1)
      const data = await java.ask<JavaDatum[]>('random', { schema, count: RANDOM_DATA, seed: 7 })
      const theirs = await java.ask<JavaDatum[]>('read', {
        schema,
        as,
        data: data.map(({ hex }) => hex),
      })
      const ours = data.map(({ hex }) => normalize(resolving.decodeSync(framed(hex))))
      expect(ours).toEqual(theirs.map(({ json }) => parseAvroJson(json)))
    })
  })
})

/** Java's random data through the codec and back, and the codec's bytes through Java. */
async function exchange(schema: string): Promise<void> {
  const { encode, decode } = await codecFor(schema)
  const data = await java.ask<JavaDatum[]>('random', { schema, count: RANDOM_DATA, seed: 42 })
  const values = data.map(({ hex }) => decode(hex))
  expect(values.map(normalize)).toEqual(data.map(({ json }) => parseAvroJson(json)))
  const written = values.map(encode)
  expect(written).toEqual(data.map(({ hex }) => hex))
  const read = await java.ask<JavaDatum[]>('read', { schema, data: written })
  expect(read).toEqual(data)
}

/** How many longs Java writes otherwise than the codec, or the codec does not read back. */
async function countWrong(values: readonly bigint[]): Promise<number> {
  const { encode, decode } = await codecFor('"long"')
  const { hex } = await java.ask<{ hex: string }>('longs', { values: values.map(String) })
  let wrong = 0
  let at = 0
  for (const value of values) {
    const ours = encode(value)
    if (!hex.startsWith(ours, at) || decode(ours) !== value) wrong++
    at += ours.length
  }
  return at === hex.length ? wrong : wrong + 1
}

const record = (...fields: unknown[]) => ({ type: 'record', name: 'R', fields })

/** Writer's and reader's schema. */
const EVOLUTIONS: [name: string, writer: unknown, reader: unknown][] = [
  ['int to long', 'int', 'long'],
  ['int to double', 'int', 'double'],
  ['int to float', 'int', 'float'],
  ['long to float, rounded once', 'long', 'float'],
  ['long to double', 'long', 'double'],
  ['float to double', 'float', 'double'],
  ['string to bytes', 'string', 'bytes'],
  ['into a union', 'int', ['null', 'string', 'long']],
  ['out of a union', ['int', 'long'], 'double'],
  ['union to wider union', ['null', 'int'], ['string', 'null', 'double', 'int']],
  ['a list of promoted values', { type: 'array', items: 'int' }, { type: 'array', items: 'long' }],
  [
    'fields left out, added and in another order',
    record(
      { name: 'a', type: 'int' },
      { name: 'b', type: { type: 'map', values: 'string' } },
      { name: 'c', type: 'string' },
    ),
    record(
      { name: 'c', type: 'string' },
      { name: 'new', type: ['null', 'int'], default: null },
      { name: 'a', type: 'long' },
    ),
  ],
  [
    'a field renamed by an alias',
    record({ name: 'old', type: 'string' }),
    record({ name: 'fresh', type: 'string', aliases: ['old'] }),
  ],
  [
    'defaults of every kind',
    record(),
    record(
      { name: 'n', type: 'null', default: null },
      { name: 'b', type: 'boolean', default: true },
      { name: 'i', type: 'int', default: -1 },
      { name: 'l', type: 'long', default: 2 ** 50 },
      { name: 'd', type: 'double', default: 0.5 },
      { name: 'y', type: 'bytes', default: '\u00ff\u0001' },
      { name: 's', type: 'string', default: 'é' },
      { name: 'a', type: { type: 'array', items: 'int' }, default: [1, 2] },
      { name: 'm', type: { type: 'map', values: 'int' }, default: { k: 1 } },
      { name: 'e', type: { type: 'enum', name: 'E', symbols: ['A', 'B'] }, default: 'B' },
      { name: 'f', type: { type: 'fixed', name: 'F', size: 2 }, default: '\u0001\u00fe' },
      {
        name: 'r',
        type: { type: 'record', name: 'I', fields: [{ name: 'x', type: 'int', default: 3 }] },
        default: {},
      },
      { name: 'u', type: ['string', 'null'], default: 'first' },
    ),
  ],
  [
    'a symbol that the reader does not have',
    { type: 'enum', name: 'E', symbols: ['A', 'B', 'C'] },
    { type: 'enum', name: 'E', symbols: ['C', 'X'], default: 'X' },
  ],
  [
    'a record in itself',
    record({ name: 'v', type: 'int' }, { name: 'next', type: ['null', 'R'] }),
    record({ name: 'next', type: ['null', 'R'] }, { name: 'v', type: 'double' }),
  ],
]

/** What `schema-tests.txt` says: one schema, its canonical form, its fingerprint as a signed number. */
function schemaCases(text: string) {
  return text.split(/^\/\/ \d{3}$/m).flatMap((part) => {
    const section = (label: string) => {
      const found = new RegExp(`^<<${label}(?: (.*)|\\n([\\s\\S]*?)\\n${label}$)`, 'm').exec(part)
      return found?.[1] ?? found?.[2]
    }
    const input = section('INPUT')
    if (input === undefined) return []
    return [{ input, canonical: section('canonical'), fingerprint: section('fingerprint') }]
  })
}

function powersOfTwo(): bigint[] {
  const near = [-2n, -1n, 0n, 1n, 2n]
  return Array.from({ length: 64 }, (_, bits) => 2n ** BigInt(bits))
    .flatMap((power) => near.flatMap((by) => [power + by, -power + by]))
    .filter((value) => value === BigInt.asIntN(64, value))
}

/** Of each length in bits about as many. */
function randomLongs(count: number): bigint[] {
  const words = new BigUint64Array(count)
  for (let from = 0; from < count; from += 8192) {
    crypto.getRandomValues(words.subarray(from, from + 8192))
  }
  return Array.from(words, (word, index) => BigInt.asIntN(64, word) >> BigInt(index % 64))
}
