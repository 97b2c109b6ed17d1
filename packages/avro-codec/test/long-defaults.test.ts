import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AvroCodec, type AvroCodecOptions, AvroSchema } from '../src/index.ts'
import { jsonText, parseJson } from '../src/schema/json.ts'
import { codecFor, decodeAll, refusedBy } from './support.ts'

const BEYOND = '-9007199254740993'
const LONGS = ['9223372036854775807', '-9223372036854775808', '9007199254740993', BEYOND]

/** As text: a JavaScript number could not say it. */
function schemaWith(field: string): string {
  return `{"type":"record","name":"R","fields":[${field}]}`
}

const EMPTY = schemaWith('')
const fieldOf = (type: string, json: string) => `{"name":"n","type":${type},"default":${json}}`

/** What a reader gives for a field that the writer's schema does not have. */
async function readDefault(field: string, options: Partial<AvroCodecOptions>): Promise<unknown> {
  const codec = new AvroCodec({ schemas: { schemaById: async () => EMPTY }, ...options })
  const reader = codec.reader<{ n: unknown }>({ schema: schemaWith(field) })
  return (await reader.decode(Buffer.of(0, 0, 0, 0, 1))).n
}

describe('a default of a long beyond ±(2^53 - 1)', () => {
  test.each(LONGS)('%s is exact as a bigint, both ways', async (text) => {
    for (const long of ['bigint', 'auto'] as const) {
      const field = fieldOf('"long"', text)
      expect(await readDefault(field, { long })).toBe(BigInt(text))
      const { writer, reader } = await codecFor(schemaWith(field), { long })
      expect(decodeAll(reader, writer.encode({}))).toEqual({ n: BigInt(text) })
    }
  })

  test('is exact inside of unions, lists, maps and records', async () => {
    const inner = `{"type":"record","name":"I","fields":[{"name":"x","type":"long","default":${BEYOND}}]}`
    const long = BigInt(BEYOND)
    for (const [type, json, value] of [
      ['["string","long"]', BEYOND, long],
      ['{"type":"array","items":"long"}', `[1,${BEYOND}]`, [1, long]],
      ['{"type":"map","values":"long"}', `{"a":${BEYOND}}`, { a: long }],
      [inner, '{}', { x: long }],
      ['"double"', BEYOND, Number(BEYOND)],
      ['"float"', BEYOND, Math.fround(Number(BEYOND))],
    ] as const) {
      expect(await readDefault(fieldOf(type, json), { long: 'auto' })).toEqual(value)
    }
  })

  test('is exact in a logical type, whatever longs are', async () => {
    const field = fieldOf('{"type":"long","logicalType":"timestamp-nanos"}', '1700000000123456789')
    const options = { logicalTypes: { 'timestamp-nanos': true } }
    expect(await readDefault(field, options)).toBe('2023-11-14T22:13:20.123456789Z')
  })

  test('is an error for numbers, but only where it is needed', async () => {
    const field = fieldOf('"long"', BEYOND)
    const fault = {
      code: 'ERR_AVRO_UNSAFE_LONG',
      what: 'default of field n',
      because: expect.stringContaining(BEYOND),
      fix: expect.stringContaining("long: 'bigint'"),
    }
    await expect(readDefault(field, {})).rejects.toMatchObject(fault)
    const { writer, reader } = await codecFor(schemaWith(field))
    expect(decodeAll(reader, writer.encode({ n: 5 }))).toEqual({ n: 5 })
    expect(refusedBy(() => writer.encode({}))).toMatchObject(fault)
  })

  test('of 65 bits is none, nor is one for an int', () => {
    for (const [type, json] of [
      ['"long"', '9223372036854775808'],
      ['"long"', '1e19'],
      ['"int"', BEYOND],
    ] as const) {
      expect(() => new AvroSchema(schemaWith(fieldOf(type, json)))).toThrow(/no value of the field/)
    }
  })

  test('may be given as a bigint in a schema of JavaScript, and not as a rounded number', () => {
    const schema = (fallback: unknown) => ({
      type: 'record',
      name: 'R',
      fields: [{ name: 'n', type: 'long', default: fallback }],
    })
    expect(new AvroSchema(schema(2n ** 62n)).text).toContain(`"default":${2n ** 62n}`)
    expect(() => new AvroSchema(schema(2 ** 62))).toThrow(/4.611686018427388e\+18 is no value/)
  })

  test('stays what it is in the mended text of a warning', () => {
    const odd = `{"name":"n","type":"long","logicalType":"timestamp-nanos","default":${LONGS[0]}}`
    expect(new AvroSchema(schemaWith(odd)).warnings[0]).toContain(`"default":${LONGS[0]}`)
  })
})

describe('JSON with exact integers', () => {
  test('is what JSON.parse gives, where numbers are exact', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\d{16}/.test(text))
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('holds any integer, also beside strings that look like one, and is written as it was read', () => {
    // JSON.parse makes a property of its own of it, an object's literal does not.
    const name = fc.string().filter((text) => text !== '__proto__')
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.bigInt({ min: 2n ** 53n }),
        fc.bigInt({ max: -(2n ** 53n) }),
        fc.maxSafeInteger().map((number) => number + 0),
        fc.bigInt().map((digits) => `"${digits}\\`),
        fc.array(tie('any')),
        fc.dictionary(name, tie('any'), { noNullPrototype: true }),
      ),
    })).any
    fc.assert(
      fc.property(value, (json) => {
        expect(parseJson(jsonText(json))).toEqual(json)
      }),
    )
  })

  test.each(['01234567890123456789', '12345678901234567890x', '-', '"12345678901234567890'])(
    '%s is none',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError)
    },
  )

  // Looked for from each quote on, the end of a string would be sought for minutes.
  test('a million characters of a string without end are none', () => {
    expect(() => parseJson('"\\'.repeat(500_000))).toThrow(SyntaxError)
  })
})
