import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { FromSchema, IntoSchema } from '../src/index.ts'
import { readArguments } from '../src/type-generator/read-arguments.ts'
import type { Order, OrderInput, OrderLine } from './fixtures/order-plain.ts'
import type { Order as RichOrder, OrderInput as RichOrderInput } from './fixtures/order-rich.ts'
import { orderSchema } from './fixtures/order-schema.ts'
import { codecFor, decodeAll } from './support.ts'

const cwd = join(import.meta.dirname, '..')

function hopsAvro(...args: readonly string[]) {
  const bin = ['--conditions=@hops-kafka/source', '--import', 'tsx', 'src/bin.ts']
  return spawnSync(process.execPath, [...bin, ...args], { cwd, encoding: 'utf8' })
}

const ORDER = 'test/fixtures/order.avsc'
const PLAIN = ['types', ORDER, '--out', 'test/fixtures/order-plain.ts']
const RICH = [
  ...['types', ORDER, '--out', 'test/fixtures/order-rich.ts', '--long', 'bigint'],
  ...['--unions', 'wrapped', '--logical', 'timestamp-millis,no-decimal,no-duration'],
]
/** The options of the second, for the codec. */
interface Rich {
  readonly long: 'bigint'
  readonly unions: 'wrapped'
  readonly logicalTypes: { 'timestamp-millis': true; decimal: false; duration: false }
}
const RICH_FORMS: Rich = {
  long: 'bigint',
  unions: 'wrapped',
  logicalTypes: { 'timestamp-millis': true, decimal: false, duration: false },
}

test('the literal schema is the file', () => {
  expect(orderSchema).toEqual(JSON.parse(readFileSync(join(cwd, ORDER), 'utf8')))
})

test.each([PLAIN, RICH])('the types beside the schema are what %s … makes', (...args) => {
  const { stdout, stderr, status } = hopsAvro(...args, '--check')
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 })
})

const LINE = { sku: 'a', price: '12.50', count: 2 }
const DURATION = { months: 1, days: 2, milliseconds: 3 }
const VALUE: Order = {
  id: '2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d',
  number: 1,
  placed_at: 1_700_000_000_000,
  status: 'OPEN',
  lines: [LINE],
  replaces: null,
  tags: { a: null, b: 'x', c: 0.5 },
  signature: Buffer.alloc(4),
  next: 'PAID',
  term: DURATION,
}

describe('generated types and FromSchema say the same, and what the codec does', () => {
  test('with the options’ defaults', async () => {
    expectTypeOf<FromSchema<typeof orderSchema>['lines']>().toEqualTypeOf<Order['lines']>()
    expectTypeOf<FromSchema<typeof orderSchema>>().toExtend<Order>()
    expectTypeOf<Order>().toExtend<FromSchema<typeof orderSchema>>()
    expectTypeOf<OrderInput>().toExtend<IntoSchema<typeof orderSchema>>()
    expectTypeOf<IntoSchema<typeof orderSchema>>().toExtend<OrderInput>()
    expectTypeOf<OrderLine>().toEqualTypeOf<{
      readonly sku: string
      readonly price: string
      readonly count: number
    }>()
    const { writer, reader } = await codecFor(orderSchema)
    expect(decodeAll(reader, writer.encode(VALUE))).toEqual(VALUE)
    const { replaces, ...input } = VALUE
    const sparse: OrderInput = { ...input, lines: [{ sku: 'a', price: '12.50' }] }
    expect(decodeAll(reader, writer.encode(sparse))).toMatchObject({
      replaces,
      lines: [{ count: 1 }],
    })
  })

  test('with others', async () => {
    type FromRich = FromSchema<typeof orderSchema, Rich>
    type IntoRich = IntoSchema<typeof orderSchema, Rich>
    expectTypeOf<FromRich['number']>().toEqualTypeOf<bigint>()
    expectTypeOf<IntoRich['number']>().toEqualTypeOf<number | bigint>()
    expectTypeOf<FromRich['placed_at']>().toEqualTypeOf<Date>()
    expectTypeOf<FromRich['lines'][number]['price']>().toEqualTypeOf<Buffer>()
    expectTypeOf<FromRich['term']>().toEqualTypeOf<Buffer>()
    expectTypeOf<FromRich['tags']>().toExtend<RichOrder['tags']>()
    expectTypeOf<RichOrder['tags']>().toExtend<FromRich['tags']>()
    expectTypeOf<RichOrderInput['lines']>().toExtend<IntoRich['lines']>()
    expectTypeOf<IntoRich['lines']>().toExtend<RichOrderInput['lines']>()
    const value: RichOrder = {
      ...VALUE,
      number: 2n ** 60n,
      placed_at: new Date(1_700_000_000_000),
      lines: [{ ...LINE, price: Buffer.from([4, 226]) }],
      replaces: null,
      tags: { a: null, b: { string: 'x' }, c: { double: 0.5 } },
      next: { 'com.example.shop.Status': 'PAID' },
      term: Buffer.alloc(12),
    }
    const { writer, reader } = await codecFor(orderSchema, RICH_FORMS)
    expect(decodeAll(reader, writer.encode(value))).toEqual(value)
  })

  test('of small schemas', () => {
    expectTypeOf<FromSchema<'long'>>().toEqualTypeOf<number>()
    expectTypeOf<FromSchema<'long', { long: 'auto' }>>().toEqualTypeOf<number | bigint>()
    expectTypeOf<FromSchema<['null', 'bytes']>>().toEqualTypeOf<Buffer | null>()
    expectTypeOf<IntoSchema<['null', 'bytes']>>().toEqualTypeOf<Uint8Array | null>()
    expectTypeOf<FromSchema<{ type: 'int'; logicalType: 'decimal' }>>().toEqualTypeOf<number>()
    expectTypeOf<FromSchema<{ type: 'long'; logicalType: 'unheard-of' }>>().toEqualTypeOf<number>()
    expectTypeOf<FromSchema<{ type: { type: 'map'; values: 'int' } }>>().toEqualTypeOf<{
      readonly [key: string]: number
    }>()
  })
})

describe('hops-avro', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hops-avro-'))
  const file = (name: string, content: unknown) => {
    const path = join(folder, name)
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }

  test('files may refer to those before them, and types of one name get their namespaces', () => {
    const unit = file('unit.avsc', { type: 'enum', name: 'a.Unit', symbols: ['C'] })
    const other = file('other.avsc', { type: 'enum', name: 'b.Unit', symbols: ['F'] })
    const list = file('unit-list.avsc', { type: 'array', items: ['a.Unit', 'b.Unit'] })
    const { stdout, status } = hopsAvro('types', unit, other, list)
    expect(status).toBe(0)
    expect(stdout).toContain("export type AUnit = 'C'")
    expect(stdout).toContain("export type BUnit = 'F'")
    expect(stdout).toContain('export type UnitList = readonly (AUnit | BUnit)[]')
  })

  test('what is not up to date exits with 1, and is left as it is', () => {
    const schema = file('one.avsc', '"int"')
    const out = file('one.ts', 'old')
    expect(hopsAvro('types', schema, '--out', out, '--check')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is not up to date'),
    })
    expect(readFileSync(out, 'utf8')).toBe('old')
    expect(hopsAvro('types', schema, '--out', out).status).toBe(0)
    expect(readFileSync(out, 'utf8')).toContain('export type One = number\n')
  })

  test.each([
    [[], 'no command'],
    [['draw'], 'no command "draw"'],
    [['types'], 'no schema file'],
    [['types', 'x', '--check'], '--check needs --out'],
    [['types', 'x', '--long', 'int'], '--long is int'],
    [['types', 'x', '--logical', 'timestamp'], '--logical is timestamp'],
    [['types', 'x', '--nonsense'], '--nonsense'],
  ])('%s makes no sense', (args, words) => {
    expect(readArguments(args)).toEqual({ because: expect.stringContaining(words) })
  })

  test.each([
    [64, []],
    [66, ['types', 'nowhere.avsc']],
    [65, ['types', 'package.json']],
  ])('exits with %i for %s, in words', (status, args) => {
    const ended = hopsAvro(...args)
    expect(ended.status).toBe(status)
    expect(ended.stderr).toMatch(/^error .+\nbecause: .+\nfix: .+\n$/)
  })
})
