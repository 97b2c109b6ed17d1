import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Series } from '../src/model/series.ts'
import { NaiveSeries } from './support/naive-series.ts'

const stream = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(0, 1, 2.5, Number.NaN, Infinity)),
  { maxLength: 400 },
)
const window = fc.integer({ min: 1, max: 40 })

test('keeps the last points and counts as a naive series does', () => {
  fc.assert(
    fc.property(stream, window, (points, size) => {
      const series = new Series(0, 'key', size)
      const naive = new NaiveSeries(size)
      for (const [time, value] of points) {
        series.push(time, value)
        naive.push(time, value)
        const { late, duplicates } = series.counters()
        expect({ late, duplicates }).toEqual({ late: naive.late, duplicates: naive.duplicates })
      }
      const { first, times, values } = series.points()
      expect(first).toBe(Math.max(0, points.length - size))
      expect([...times]).toEqual(naive.kept.map(({ time }) => time))
      expect([...values]).toEqual(naive.kept.map(({ value }) => value))
      expect(series.last).toEqual(naive.all.at(-1)?.value ?? Number.NaN)
    }),
  )
})

test('gives any range of points that is still there', () => {
  fc.assert(
    fc.property(
      window,
      fc.nat(100),
      fc.nat(120),
      fc.nat(120),
      (size, count, someFrom, someLength) => {
        const series = new Series(0, 'key', size)
        for (let index = 0; index < count; index++) series.push(index, -index)
        const to = Math.min(count, someFrom + someLength)
        const { first, times, values } = series.points(someFrom, to)
        const expected = Array.from({ length: count }, (_, index) => index).filter(
          (index) => index >= someFrom && index < to && index >= count - size,
        )
        expect([...times]).toEqual(expected)
        expect([...values]).toEqual(expected.map((index) => -index))
        if (expected.length > 0) expect(first).toBe(expected[0])
      },
    ),
  )
})

/** Event times of a regular stream; between two steps that are lost or late some are kept. */
const faulty = fc.record({
  step: fc.integer({ min: 2, max: 5000 }),
  runs: fc.array(fc.tuple(fc.integer({ min: 2, max: 20 }), fc.constantFrom('lost', 'late')), {
    minLength: 20,
    maxLength: 60,
  }),
})

test('gaps are the steps that never came, once all late ones are there', () => {
  fc.assert(
    fc.property(faulty, ({ step, runs }) => {
      const fates = runs.flatMap(([kept, fate]) => [...Array<string>(kept).fill('kept'), fate])
      const series = new Series(0, 'key', 1000)
      const arrived: number[] = []
      let held: number[] = []
      for (const [index, fate] of [...fates, 'kept'].entries()) {
        if (fate === 'kept') arrived.push(index, ...held)
        if (fate === 'kept') held = []
        else if (fate === 'late') held.push(index)
      }
      for (const index of arrived) series.push(1_700_000_000_000 + index * step, index)
      const range = Math.max(...arrived) - Math.min(...arrived) + 1
      const { gaps, stepMs, late } = series.counters()
      expect(stepMs).toBe(step)
      expect(gaps).toBe(range - arrived.length)
      expect(late).toBe(fates.filter((fate) => fate === 'late').length)
    }),
  )
})

test('times without a usual step leave nothing out', () => {
  const series = new Series(0, 'key', 1000)
  let time = 0
  for (let index = 0; index < 500; index++) {
    time += 2 ** (index % 12)
    series.push(time, index)
  }
  expect(series.counters()).toMatchObject({ gaps: 0, stepMs: null })
})
