import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortedView } from '../src/sorted-view.ts'

const times = fc.array(
  fc.oneof(
    fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_020 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e17, max: 1e17 }),
  ),
  { maxLength: 300 },
)

test('is a stable sort by event time', () => {
  fc.assert(
    fc.property(times, (given) => {
      const { order } = sortedView(Float64Array.from(given))
      const expected = given
        .map((time, index) => ({ time, index }))
        .sort((a, b) => a.time - b.time || a.index - b.index)
        .map(({ index }) => index)
      expect([...order]).toEqual(expected)
    }),
  )
})

test('has strictly ascending x, never below the event time', () => {
  fc.assert(
    fc.property(times, (given) => {
      const { x, order } = sortedView(Float64Array.from(given))
      for (const [index, here] of x.entries()) {
        expect(here).toBeGreaterThanOrEqual(given[order[index] ?? -1] ?? Number.NaN)
        if (index > 0) expect(here).toBeGreaterThan(x[index - 1] ?? Number.NaN)
      }
    }),
  )
})

test('keeps equal times apart by less than a millisecond', () => {
  const { x, order } = sortedView(Float64Array.of(1000, 2000, 1000, 1000, 1001))
  expect([...order]).toEqual([0, 2, 3, 4, 1])
  expect([...x]).toEqual([1000, 1000 + 1 / 1024, 1000 + 2 / 1024, 1001, 2000])
})
