import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createLivePlot,
  LIVE_PLOT_ERROR_CODES,
  LivePlotError,
  type LivePlotOptions,
} from '../src/index.ts'
import { PlotModel } from '../src/model/plot-model.ts'
import { checkOptions } from '../src/options.ts'

function thrownBy(act: () => unknown): LivePlotError {
  try {
    act()
  } catch (error) {
    if (error instanceof LivePlotError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const REFUSED: readonly [name: string, options: LivePlotOptions, value: string][] = [
  ['window', { window: 0 }, '0'],
  ['window', { window: 100_001 }, '100001'],
  ['maxKeys', { maxKeys: 1.5 }, '1.5'],
  ['intervalMs', { intervalMs: 19 }, '19'],
  ['keys', { keys: [] }, 'object'],
]

test.each(REFUSED)('refuses a wrong %s with its name and value', (name, options, value) => {
  const error = thrownBy(() => createLivePlot(options))
  expect(error).toMatchObject({ code: 'ERR_PLOT_BAD_OPTION', what: name, retriable: false })
  expect(error.because).toContain(value)
  expect(error.message).toBe(`${error.what}: ${error.because}. ${error.fix}`)
})

test('whatever is given, only a LivePlotError comes out', () => {
  const anything = fc.anything()
  fc.assert(
    fc.property(anything, anything, anything, (one, two, three) => {
      for (const act of [
        () => Reflect.apply(createLivePlot, undefined, [one]),
        () => createLivePlot({ keys: one, window: two, title: three } as LivePlotOptions),
        () => Reflect.apply(createLivePlot().push, createLivePlot(), [one, two, three]),
        () => createLivePlot().toSvg({ width: one, theme: two, view: three } as object),
      ]) {
        try {
          act()
        } catch (error) {
          expect(error).toBeInstanceOf(LivePlotError)
        }
      }
    }),
  )
})

test('keys beyond the most, or not asked for, are counted and left out', () => {
  const plot = createLivePlot({ maxKeys: 2 })
  for (const key of ['a', 'b', 'c', 'd', 'c', 'a']) plot.push(key, 1, 1)
  const { status, series } = plot.read()
  expect(series.map(({ key }) => key)).toEqual(['a', 'b'])
  expect(status).toMatchObject({ records: 3, recordsLeftOut: 3, keysLeftOut: 2 })
  const chosen = createLivePlot({ keys: ['b'] })
  for (const key of ['a', 'b']) chosen.push(key, 1, 1)
  expect(chosen.read().series.map(({ key }) => key)).toEqual(['b'])
})

test('hostile keys are keys like any other', () => {
  const plot = createLivePlot()
  const keys = ['__proto__', 'constructor', 'toString', '', '\u0000', '\ud800', '<b>', 'a\nb']
  for (const key of keys) plot.push(key, 1, 1)
  expect(plot.read().series.map(({ key }) => key)).toEqual(keys)
  expect(Object.getPrototypeOf({})).toBe(Object.prototype)
})

test('very long keys are shortened and stay apart', () => {
  const plot = createLivePlot()
  const long = 'x'.repeat(1_000_000)
  for (const end of ['a', 'b', 'a']) plot.push(long + end, 1, 1)
  const { series } = plot.read()
  expect(series.map(({ count }) => count)).toEqual([2, 1])
  for (const { key } of series) expect(key.length).toBeLessThanOrEqual(256)
})

test('bad records are counted in all and for their key, the last hundred are kept', () => {
  const plot = createLivePlot()
  plot.push('a', 1, 1)
  plot.push('a', Number.NaN, 1)
  for (let index = 0; index < 150; index++) {
    plot.bad({ topic: 't', partition: 2, offset: index, key: 'a', error: new Error('no Avro') })
  }
  const { status, series, bad } = plot.read()
  expect(status.bad).toBe(151)
  expect(series[0]?.bad).toBe(151)
  expect(bad).toHaveLength(100)
  expect(bad.at(-1)).toMatchObject({ number: 150, offset: '149', error: 'no Avro', key: 'a' })
})

test('the state follows the records, unless the owner knows better', () => {
  const plot = createLivePlot()
  const state = () => plot.read().status.state
  expect(state()).toBe('waiting')
  plot.push('a', 1, 1)
  expect(state()).toBe('live')
  plot.status({ lag: 1e9 })
  expect(state()).toBe('lagging')
  plot.status({ state: 'reconnecting' })
  expect(state()).toBe('reconnecting')
  plot.status({ state: 'running', lag: 0 })
  expect(state()).toBe('live')
  plot.status({ state: 'ended' })
  expect(plot.read().status).toMatchObject({ state: 'ended', lag: 0, partitions: null })
})

test('rates tell records and bytes a second', () => {
  let nowMs = 0
  const model = new PlotModel(checkOptions({}), nowMs)
  for (let tick = 0; tick < 120; tick++) {
    for (let index = 0; index < 10; index++) model.push(`key${index % 2}`, nowMs, index, 100)
    nowMs += 500
    model.tick(nowMs)
  }
  expect(model.status()).toMatchObject({ recordsPerSecond: 20, bytesPerSecond: 2000 })
  expect(model.series.map(({ rate }) => rate)).toEqual([10, 10])
  model.tick(nowMs + 5000)
  expect(model.series[0]?.rate).toBeCloseTo(10 / Math.E, 1)
  model.tick(nowMs + 120_000)
  expect(model.series[0]?.rate).toBe(0)
})

test('100,000 records of 1,000 keys are all there', () => {
  const plot = createLivePlot({ window: 10 })
  for (let index = 0; index < 100_000; index++) plot.push(`key${index % 1000}`, index, index)
  const { status, series } = plot.read()
  expect(status.records).toBe(100_000)
  expect(series.every(({ count, times }) => count === 100 && times.length === 10)).toBe(true)
})

test('draws an SVG in which text stays text', () => {
  const plot = createLivePlot({ title: '<script>&"\u0000', unit: '°C' })
  for (let index = 0; index < 500; index++) {
    plot.push('</text><script>', 1e12 + index * 1000, index === 250 ? 1e6 : Math.sin(index))
    plot.push('gap', 1e12 + index * 1000, index % 100 === 0 ? Number.NaN : 2)
  }
  for (const theme of ['light', 'dark'] as const) {
    for (const view of ['sorted', 'arrival'] as const) {
      const svg = plot.toSvg({ width: 300, height: 200, theme, view })
      expect(svg).toMatch(/^<svg [^>]*width="300"[\s\S]*<\/svg>\n$/)
      expect(svg).not.toMatch(/<script|NaN|Infinity|undefined/)
      expect(svg).not.toContain('\u0000')
      expect(svg.match(/stroke-linecap/g)).toHaveLength(2)
    }
  }
  expect(createLivePlot().toSvg()).toContain('</svg>')
})

test('after closing nothing listens or draws any more', async () => {
  const plot = createLivePlot()
  await plot.close()
  await expect(plot.listen()).rejects.toMatchObject({ code: 'ERR_PLOT_CLOSED' })
  plot.push('a', 1, 1)
  expect(plot.read().status.records).toBe(1)
})

test('README lists every error code and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const listed = new Set(readme.match(/ERR_PLOT_\w+/g))
  expect([...listed].sort()).toEqual([...LIVE_PLOT_ERROR_CODES].sort())
})
