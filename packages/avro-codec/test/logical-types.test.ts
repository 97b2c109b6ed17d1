import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LOGICAL_TYPES } from '../src/index.ts'
import { codecFor, decodeAll, framed, refusedBy } from './support.ts'

const ALL = Object.fromEntries(LOGICAL_TYPES.map((name) => [name, true]))

const of = (type: string, logicalType: string, more: object = {}) => ({
  type,
  logicalType,
  ...more,
})
const decimal = of('bytes', 'decimal', { precision: 6, scale: 2 })
const fixedUuid = of('fixed', 'uuid', { name: 'U', size: 16 })
const UUID = '2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d'

/** Value, and datum in hex where it is worth showing. */
const SAMPLES: readonly [schema: object, value: unknown, hex?: string][] = [
  [decimal, '12.50', '0404e2'],
  [decimal, '-0.01', '02ff'],
  [decimal, '-9999.99'],
  [of('fixed', 'decimal', { name: 'D', size: 4, precision: 5, scale: 0 }), '-1', 'ffffffff'],
  [of('bytes', 'big-decimal'), '12.340', '0804303406'],
  [of('bytes', 'big-decimal'), '-5E+9'],
  [of('string', 'uuid'), UUID],
  [fixedUuid, UUID, UUID.replaceAll('-', '')],
  [of('int', 'date'), '1969-12-31', '01'],
  [of('int', 'date'), '-000001-02-28'],
  [of('int', 'time-millis'), '23:59:59.999'],
  [of('long', 'time-micros'), '00:00:00.000001', '02'],
  [of('long', 'timestamp-millis'), new Date(-1), '01'],
  [of('long', 'timestamp-micros'), '2023-11-14T22:13:20.123456Z'],
  [of('long', 'timestamp-micros'), '1969-12-31T23:59:59.999999Z', '01'],
  [of('long', 'timestamp-nanos'), '2262-04-11T23:47:16.854775807Z', 'feffffffffffffffff01'],
  [of('long', 'local-timestamp-millis'), '2023-11-14T22:13:20.123'],
  [of('long', 'local-timestamp-micros'), '2023-11-14T22:13:20.000001'],
  [of('long', 'local-timestamp-nanos'), '1677-09-21T00:12:43.145224192', 'ffffffffffffffffff01'],
  [
    of('fixed', 'duration', { name: 'P', size: 12 }),
    { months: 1, days: 2, milliseconds: 4294967295 },
    '0100000002000000ffffffff',
  ],
]

test.each(SAMPLES)('%j: %s', async (schema, value, hex) => {
  const { writer, reader } = await codecFor(schema, { logicalTypes: ALL })
  const bytes = Buffer.from(writer.encode(value))
  if (hex !== undefined) expect(bytes.subarray(5).toString('hex')).toBe(hex)
  expect(decodeAll(reader, bytes)).toEqual(value)
})

test('every logical type is among the samples', () => {
  const sampled = new Set(SAMPLES.map(([schema]) => Reflect.get(schema, 'logicalType')))
  expect([...sampled].sort()).toEqual([...LOGICAL_TYPES].sort())
})

test('switched off, each is the type it annotates', async () => {
  const none = Object.fromEntries(LOGICAL_TYPES.map((name) => [name, false]))
  for (const [schema, value] of SAMPLES) {
    const converting = await codecFor(schema, { logicalTypes: ALL })
    const plain = await codecFor(schema, { logicalTypes: none, long: 'bigint' })
    const bytes = converting.writer.encode(value)
    const raw = decodeAll(plain.reader, bytes)
    expect(['number', 'bigint', 'string'].includes(typeof raw) || Buffer.isBuffer(raw)).toBe(true)
    expect(plain.writer.encode(raw)).toEqual(bytes)
  }
})

test('by default dates and times stay numbers, the rest is converted', async () => {
  const time = await codecFor(of('long', 'timestamp-millis'))
  expect(decodeAll(time.reader, time.writer.encode(1_700_000_000_123))).toBe(1_700_000_000_123)
  const amount = await codecFor(decimal)
  expect(decodeAll(amount.reader, amount.writer.encode('7'))).toBe('7.00')
})

test.each([
  [decimal, '1.005'],
  [decimal, '10000.00'],
  [decimal, 1.5],
  [decimal, '1e2'],
  [of('fixed', 'decimal', { name: 'D', size: 1, precision: 2 }), '200'],
  [of('bytes', 'big-decimal'), 'NaN'],
  [of('string', 'uuid'), 'no uuid'],
  [fixedUuid, UUID.slice(1)],
  [of('int', 'date'), '2023-02-30'],
  [of('int', 'date'), 19_000],
  [of('int', 'time-millis'), '24:00:00'],
  [of('int', 'time-millis'), '10:00:00.0001'],
  [of('long', 'timestamp-millis'), new Date(Number.NaN)],
  [of('long', 'timestamp-millis'), 5],
  [of('long', 'timestamp-micros'), '2023-11-14T22:13:20.123456'],
  [of('long', 'timestamp-micros'), '2023-02-30T00:00:00Z'],
  [of('long', 'timestamp-nanos'), '2262-04-11T23:47:16.854775808Z'],
  [of('long', 'local-timestamp-millis'), '2023-11-14T22:13:20Z'],
  [of('fixed', 'duration', { name: 'P', size: 12 }), { months: 1, days: -2, milliseconds: 0 }],
])('%j refuses %s', async (schema, value) => {
  const { writer } = await codecFor(schema, { logicalTypes: ALL })
  const error = refusedBy(() => writer.encode(value))
  expect(error).toMatchObject({ code: 'ERR_AVRO_INVALID_VALUE', issues: [{ path: '' }] })
})

test.each([
  [of('long', 'timestamp-millis'), [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]],
  [of('int', 'date'), [0xfe, 0xff, 0xff, 0xff, 0x0f]],
  [of('int', 'time-millis'), [1]],
  [of('bytes', 'big-decimal'), [2, 2]],
])('%j: what has no such form is refused on reading', async (schema, datum) => {
  const { reader } = await codecFor(schema, { logicalTypes: ALL })
  const { code } = refusedBy(() => decodeAll(reader, framed(...datum)))
  expect(['ERR_AVRO_UNSAFE_LONG', 'ERR_AVRO_INVALID_DATUM']).toContain(code)
})

describe('a logical type that does not fit is ignored', () => {
  test.each([
    of('bytes', 'decimal', { precision: 2, scale: 3 }),
    of('bytes', 'decimal'),
    of('fixed', 'decimal', { name: 'D', size: 1, precision: 3 }),
    of('fixed', 'uuid', { name: 'U', size: 15 }),
    of('string', 'timestamp-millis'),
    of('long', 'date'),
    of('int', 'warp-speed'),
  ])('%j', async (schema) => {
    const { writer, reader } = await codecFor(schema, { logicalTypes: ALL, bareBytes: false })
    const { type, size = 2 } = schema as { type: string; size?: number }
    const raw = {
      bytes: Buffer.from([1]),
      fixed: Buffer.alloc(size),
      string: 's',
      long: 1,
      int: 1,
    }[type]
    expect(decodeAll(reader, writer.encode(raw))).toEqual(raw)
  })
})

test('decimals of any size and scale come back equal', async () => {
  const any = fc.tuple(
    fc.integer({ min: 1, max: 60 }),
    fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }),
  )
  await fc.assert(
    fc.asyncProperty(any, fc.nat(60), async ([precision, seed], scaleSeed) => {
      const scale = scaleSeed % (precision + 1)
      const unscaled = seed % 10n ** BigInt(precision)
      const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
      const [whole, fraction] = [
        digits.slice(0, digits.length - scale),
        digits.slice(digits.length - scale),
      ]
      const text = `${unscaled < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${fraction}`}`
      const { writer, reader } = await codecFor(of('bytes', 'decimal', { precision, scale }))
      expect(decodeAll(reader, writer.encode(text))).toBe(text)
    }),
  )
})

test('points in time of any precision come back equal', async () => {
  const micros = await codecFor(of('long', 'timestamp-micros'), { logicalTypes: ALL })
  const raw = await codecFor(of('long', 'timestamp-micros'), { long: 'bigint' })
  const limit = 8_640_000_000_000_000_000n
  fc.assert(
    fc.property(fc.bigInt({ min: -limit, max: limit }), (value) => {
      const text = decodeAll(micros.reader, raw.writer.encode(value))
      expect(new Date(String(text)).getTime()).toBe(
        Number((value - (((value % 1000n) + 1000n) % 1000n)) / 1000n),
      )
      expect(micros.writer.encode(text)).toEqual(raw.writer.encode(value))
    }),
  )
})
