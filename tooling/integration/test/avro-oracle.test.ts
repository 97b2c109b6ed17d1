import { AvroCodec, AvroSchema } from '@hops-kafka/avro-codec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AVRO_SCHEMAS,
  AvroOracle,
  bareCodec,
  exchange,
  framed,
  type JavaDatum,
  noAvroOracle,
  normalize,
  parseAvroJson,
  randomData,
} from '../src/index.ts'

const RANDOM_LONGS = 1_000_000
/** How many of them one question carries. */
const CHUNK = 50_000

let java: AvroOracle

describe.skipIf(noAvroOracle !== '')(`Avro’s Java implementation${noAvroOracle}`, () => {
  beforeAll(async () => {
    java = await AvroOracle.start()
  })
  afterAll(() => java?.[Symbol.asyncDispose]())

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
        expect(await exchange(java, JSON.stringify(json))).toEqual([])
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
      const [schema, as] = [textOf(writer), textOf(reader)]
      const { codec } = await bareCodec(schema)
      const resolving = codec.reader<unknown>({ schema: as })
      await resolving.load(1)
      const data = await randomData(java, schema, 7)
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

/** How many longs Java writes otherwise than the codec, or the codec does not read back. */
async function countWrong(values: readonly bigint[]): Promise<number> {
  const { encode, decode } = await bareCodec('"long"')
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

/** JSON text, in which a bigint is a long's default. */
function textOf(schema: unknown): string {
  return typeof schema === 'object' && schema ? new AvroSchema(schema).text : JSON.stringify(schema)
}

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
      { name: 'm', type: 'long', default: -(2n ** 62n) - 1n },
      { name: 'd', type: 'double', default: 0.5 },
      { name: 'y', type: 'bytes', default: '\u00ff\u0001' },
      { name: 's', type: 'string', default: 'é' },
      { name: 'a', type: { type: 'array', items: 'int' }, default: [1, 2] },
      { name: 'o', type: { type: 'map', values: 'int' }, default: { k: 1 } },
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
