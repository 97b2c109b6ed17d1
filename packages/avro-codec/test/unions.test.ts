import { describe, expect, test } from 'vitest'
import { codecFor, decodeAll, refusedBy } from './support.ts'

const record = (name: string, ...fields: string[]) => ({
  type: 'record',
  name,
  fields: fields.map((field) => ({ name: field, type: 'int' })),
})
const color = { type: 'enum', name: 'Color', symbols: ['RED'] }
const hash = { type: 'fixed', name: 'Hash', size: 2 }

describe('bare', () => {
  test.each([
    [
      ['null', 'int'],
      [null, 5],
    ],
    [
      ['null', 'int', 'string', 'bytes'],
      [null, 5, 'x', Buffer.from([1])],
    ],
    [
      ['int', 'long', 'double', 'float'],
      [1, 2 ** 40, 0.1, 1e300, Number.NaN, -0],
    ],
    [
      ['float', 'double'],
      [0.5, 0.1],
    ],
    [
      [color, 'string'],
      ['RED', 'BLUE'],
    ],
    [
      [hash, 'bytes'],
      [Buffer.alloc(2), Buffer.alloc(3)],
    ],
    [
      ['null', record('A', 'x'), record('B', 'x', 'y')],
      [{ x: 1 }, { x: 1, y: 2 }, null],
    ],
    [
      [{ type: 'map', values: 'int' }, record('A', 'x')],
      [{ x: 1 }, { other: 2 }, {}],
    ],
    [
      [{ type: 'array', items: 'int' }, record('A', 'x')],
      [[1, 2], { x: 1 }],
    ],
  ])('%j gives back what was given', async (schema, values) => {
    const { writer, reader } = await codecFor(schema)
    for (const value of values) expect(decodeAll(reader, writer.encode(value))).toEqual(value)
  })

  test('the branch is the first that holds the value exactly', async () => {
    const branchOf = async (schema: unknown, value: unknown) => {
      const { writer } = await codecFor(schema)
      return (writer.encode(value)[5] ?? 0) / 2
    }
    expect(await branchOf(['double', 'int'], 5)).toBe(0)
    expect(await branchOf(['int', 'double'], 5)).toBe(0)
    expect(await branchOf(['int', 'double'], 5.5)).toBe(1)
    expect(await branchOf(['float', 'double'], 0.1)).toBe(1)
    expect(await branchOf(['float', 'int'], 0.1)).toBe(0)
    expect(await branchOf([record('A', 'x'), record('B', 'x', 'y')], { x: 1, y: 2 })).toBe(1)
    // Only left-out fields stand against the first branch: it is better than none.
    expect(await branchOf([record('A', 'x'), record('B', 'y')], { x: 1, z: 2 })).toBe(0)
  })

  test('a branch more does not change the shape of what is read', async () => {
    const old = await codecFor(['null', 'int'])
    const grown = await codecFor(['null', 'int', 'long', record('A', 'x')])
    for (const value of [null, 5]) {
      const bytes = old.writer.encode(value)
      expect(decodeAll(grown.reader, bytes)).toBe(decodeAll(old.reader, bytes))
    }
  })

  test('records in records are not tried over and over', async () => {
    const node = (name: string, type: unknown) => ({
      type: 'record',
      name,
      fields: [
        { name: 'next', type },
        { name: `is${name}`, type: 'boolean' },
      ],
    })
    const schema = node('A', ['null', 'A', node('B', ['null', 'A', 'B'])])
    const { writer, reader } = await codecFor(schema)
    // Only the innermost field tells the branches apart, at each of 60 levels.
    let value: unknown = null
    for (let level = 0; level < 60; level++) value = { next: value, isB: true }
    const outer = { next: value, isA: false }
    expect(decodeAll(reader, writer.encode(outer))).toEqual(outer)
    expect(() => writer.encode({ next: { next: value, isC: true }, isA: true })).toThrow('next')
  })

  test('the fault in the only branch for such a value is named inside it', async () => {
    const { writer } = await codecFor(['null', record('A', 'x')])
    expect(refusedBy(() => writer.encode({ x: 'warm' })).issues).toMatchObject([{ path: 'x' }])
  })
})

describe('wrapped', () => {
  const schema = ['null', 'int', 'long', { ...record('ns.A', 'x') }]

  test('each value but null stands under its branch’s name', async () => {
    const { writer, reader } = await codecFor(schema, { unions: 'wrapped' })
    for (const value of [null, { int: 5 }, { long: 5 }, { 'ns.A': { x: 1 } }]) {
      expect(decodeAll(reader, writer.encode(value))).toEqual(value)
    }
  })

  test.each([
    [5, ''],
    [{ int: 5, long: 5 }, ''],
    [{ float: 5 }, ''],
    [{}, ''],
    [{ int: 'x' }, 'int'],
    [{ 'ns.A': { x: 'y' } }, 'ns.A.x'],
  ])('%j is refused', async (value, path) => {
    const { writer } = await codecFor(schema, { unions: 'wrapped' })
    const { issues } = refusedBy(() => writer.encode(value))
    expect(issues).toMatchObject([{ path }])
  })
})
