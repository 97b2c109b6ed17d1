import avsc from 'avsc'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { AvroReader, AvroWriter } from '../src/index.ts'
import { codecFor, decodeAll, framed, refusedBy } from './support.ts'

const MAX = Number.MAX_SAFE_INTEGER

/** Zigzag varint by the Avro specification, in bigints: independent of the code under test. */
function varintOf(value: bigint): number[] {
  let zigzag = value >= 0n ? value << 1n : ((-value - 1n) << 1n) | 1n
  const bytes: number[] = []
  for (; zigzag > 127n; zigzag /= 128n) bytes.push(Number(zigzag % 128n) + 128)
  return [...bytes, Number(zigzag)]
}

let writer: AvroWriter<unknown>
let reader: AvroReader<unknown>
beforeAll(async () => {
  ;({ writer, reader } = await codecFor('"long"'))
})

const anySafe = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -MAX, max: -(2 ** 52) }),
  fc.integer({ min: 2 ** 52, max: MAX }),
  fc
    .integer({ min: 0, max: 52 })
    .chain((bits) => fc.integer({ min: -2, max: 2 }).map((near) => near - 2 ** bits)),
)

test('bare avsc writes longs below -2^52 wrongly', () => {
  const long = avsc.Type.forSchema('long')
  const value = -(2 ** 52) - 1
  expect(long.fromBuffer(long.toBuffer(value))).not.toBe(value)
  expect([...long.toBuffer(value)]).not.toEqual(varintOf(BigInt(value)))
})

test('every safe long is written as the specification says and read back', () => {
  fc.assert(
    fc.property(anySafe, (value) => {
      const bytes = writer.encode(value)
      expect([...bytes]).toEqual([0, 0, 0, 0, 1, ...varintOf(BigInt(value))])
      expect(decodeAll(reader, bytes)).toBe(value)
    }),
    { numRuns: 2000 },
  )
})

test.each([0, -1, 2 ** 52 - 1, 2 ** 52, -(2 ** 52), -(2 ** 52) - 1, MAX, -MAX])('%i', (value) => {
  const bytes = writer.encode(value)
  expect([...bytes]).toEqual([0, 0, 0, 0, 1, ...varintOf(BigInt(value))])
  expect(decodeAll(reader, bytes)).toBe(value)
})

test('a long beyond the safe range is refused both ways', () => {
  for (const value of [MAX + 1, -MAX - 1, 2 ** 63, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1n]) {
    expect(refusedBy(() => writer.encode(value)).code).toBe('ERR_AVRO_INVALID_VALUE')
  }
  const unsafe = fc.oneof(
    fc.bigInt({ min: BigInt(MAX) + 1n, max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -(2n ** 63n), max: -BigInt(MAX) - 1n }),
  )
  fc.assert(
    fc.property(unsafe, (value) => {
      const error = refusedBy(() => decodeAll(reader, framed(...varintOf(value))))
      expect(error).toMatchObject({ code: 'ERR_AVRO_UNSAFE_LONG', schemaId: 1 })
      expect(error.because).toContain(String(value))
    }),
  )
})

test('more than 64 bits, or more than ten bytes, are no long', () => {
  for (const datum of [varintOf(2n ** 63n), [...Array<number>(10).fill(0x80), 0]]) {
    const error = refusedBy(() => decodeAll(reader, framed(...datum)))
    expect(error.code).toBe('ERR_AVRO_INVALID_DATUM')
  }
})

describe('every form of a long is this long', () => {
  const value = -MAX
  const forms: readonly [string, unknown, unknown][] = [
    ['object', { type: 'long' }, value],
    ['logical type', { type: 'long', logicalType: 'timestamp-micros' }, value],
    ['array', { type: 'array', items: 'long' }, [value]],
    ['map', { type: 'map', values: { type: 'long' } }, { a: value }],
    ['union', ['null', 'long'], value],
    ['field', { type: 'record', name: 'r', fields: [{ name: 'f', type: 'long' }] }, { f: value }],
    ['union of numbers', ['int', 'long'], value],
  ]
  test.each(forms)('%s', async (_, schema, given) => {
    const { writer, reader } = await codecFor(schema)
    expect(decodeAll(reader, writer.encode(given))).toEqual(given)
  })

  test('default', async () => {
    const fields = [{ name: 'f', type: 'long', default: value }]
    const { writer, reader } = await codecFor({ type: 'record', name: 'r', fields })
    expect(decodeAll(reader, writer.encode({}))).toEqual({ f: value })
  })
})

describe('as bigints', () => {
  const anyLong = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc
      .integer({ min: 0, max: 62 })
      .chain((bits) =>
        fc
          .integer({ min: -2, max: 2 })
          .chain((near) =>
            fc.constantFrom(1n, -1n).map((sign) => sign * 2n ** BigInt(bits) + BigInt(near)),
          ),
      ),
  )

  test('every long is written as the specification says and read back', async () => {
    const { writer, reader } = await codecFor('"long"', { long: 'bigint' })
    fc.assert(
      fc.property(anyLong, (value) => {
        const bytes = writer.encode(value)
        expect([...bytes]).toEqual([0, 0, 0, 0, 1, ...varintOf(value)])
        expect(decodeAll(reader, bytes)).toBe(value)
        if (Number.isSafeInteger(Number(value))) {
          expect(writer.encode(Number(value))).toEqual(bytes)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('auto: a number where that is exact', async () => {
    const { writer, reader } = await codecFor('"long"', { long: 'auto' })
    fc.assert(
      fc.property(anyLong, (value) => {
        const read = decodeAll(reader, writer.encode(value))
        expect(read).toBe(Number.isSafeInteger(Number(value)) ? Number(value) : value)
      }),
      { numRuns: 2000 },
    )
  })

  test('more than 64 bits are refused', async () => {
    const { writer } = await codecFor('"long"', { long: 'bigint' })
    for (const value of [2n ** 63n, -(2n ** 63n) - 1n, 2 ** 53, 0.5]) {
      expect(refusedBy(() => writer.encode(value)).code).toBe('ERR_AVRO_INVALID_VALUE')
    }
  })
})
