import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimate } from '../src/decimate.ts'

const value = fc.oneof(
  { weight: 9, arbitrary: fc.double({ noNaN: true, min: -1e300, max: 1e300 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
)
const points = fc
  .array(fc.tuple(fc.double({ noNaN: true, min: 0, max: 1e6 }), value), { maxLength: 500 })
  .map((pairs) => ({
    x: pairs.map(([x]) => x).sort((a, b) => a - b),
    y: pairs.map(([, y]) => y),
  }))
const columns = fc.integer({ min: 1, max: 40 })

test('keeps the extremes of every column, and no more than five points of it', () => {
  fc.assert(
    fc.property(points, columns, ({ x, y }, width) => {
      const kept = [...decimate(x, y, width)]
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b))
      expect(kept.length).toBeLessThanOrEqual(Math.max(width * 5, 0))
      const columnOf = (at: number) => {
        const from = x[0] ?? 0
        const scale = width / ((x.at(-1) ?? 0) - from || 1)
        return Math.min(width - 1, Math.floor(((x[at] ?? 0) - from) * scale))
      }
      const summarise = (indices: readonly number[]) => {
        const summary = new Map<number, { low: number; high: number; gap: boolean }>()
        for (const index of indices) {
          const here = y[index] ?? Number.NaN
          const column = columnOf(index)
          const was = summary.get(column) ?? { low: Infinity, high: -Infinity, gap: false }
          summary.set(
            column,
            Number.isFinite(here)
              ? { ...was, low: Math.min(was.low, here), high: Math.max(was.high, here) }
              : { ...was, gap: true },
          )
        }
        return summary
      }
      expect(summarise(kept)).toEqual(summarise([...x.keys()]))
      if (x.length > 0) expect([kept[0], kept.at(-1)]).toEqual([0, x.length - 1])
    }),
  )
})

test('a single spike among 100,000 points stays', () => {
  const y = new Float64Array(100_000).fill(1)
  y[54_321] = 1000
  const kept = decimate(
    y.map((_, index) => index),
    y,
    500,
  )
  expect(kept).toContain(54_321)
  expect(kept.length).toBeLessThanOrEqual(2500)
})
