import { EventEmitter } from 'node:events'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLivePlot, type LivePlot, type PlotView } from '../src/index.ts'
import { fitText, widthOf } from '../src/terminal/fit-text.ts'
import { sparkline } from '../src/terminal/sparkline.ts'
import { Screen } from './support/screen.ts'

/** Looks like a terminal to the plot, and shows what a terminal would show. */
class FakeTerminal extends EventEmitter {
  readonly isTTY: boolean
  columns = 80
  rows = 24
  writableNeedDrain = false
  readonly screen = new Screen()
  written = ''

  constructor(isTTY = true) {
    super()
    this.isTTY = isTTY
  }

  write(text: string): boolean {
    this.written += text
    this.screen.write(text)
    return true
  }

  resize(columns: number): void {
    this.columns = columns
    this.screen.wrapAt(columns)
    this.emit('resize')
  }
}

const open: LivePlot[] = []

function plotted(keys: readonly string[], intervalMs = 3_600_000): LivePlot {
  const plot = createLivePlot({ intervalMs, unit: '°C' })
  open.push(plot)
  for (let index = 0; index < 100; index++) {
    for (const key of keys) plot.push(key, index, Math.sin(index / 10))
  }
  return plot
}

beforeEach(() => {
  // Whatever terminal this runs in.
  vi.stubEnv('TERM', 'xterm')
  vi.stubEnv('NO_COLOR', '')
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(open.splice(0).map((plot) => plot.close()))
})

test('draws one row a key with its curve, last value, rate and late count', () => {
  const plot = plotted(['sensor0', 'sensor1'])
  plot.push('sensor1', 5, 3.25)
  const terminal = new FakeTerminal()
  plot.toTerminal(terminal)
  const lines = terminal.screen.lines
  expect(lines).toHaveLength(4)
  expect(lines[0]).toContain('live plot: live, 201 records')
  expect(lines[1]).toMatch(/^key +last °C +rate +late$/)
  expect(lines[2]).toMatch(/^sensor0 [\u2800-\u28ff]+ +-0\.45754 +0\/s +0$/)
  expect(lines[3]).toMatch(/^sensor1 [\u2800-\u28ff]+ +3\.25 +0\/s +1$/)
})

test('draws in the same place again, also after the terminal got narrower', async () => {
  const plot = plotted(['a', 'b', 'c'], 20)
  const terminal = new FakeTerminal()
  terminal.write('top\n')
  plot.toTerminal(terminal)
  for (const columns of [120, 40, 20, 5, 80]) {
    terminal.resize(columns)
    plot.push('a', 1000, columns + 0.5)
    const drawn = terminal.written.length
    await vi.waitFor(() => expect(terminal.written.length).toBeGreaterThan(drawn))
    const lines = terminal.screen.lines
    expect(lines[0]).toBe('top')
    expect(lines).toHaveLength(6)
    for (const line of lines.slice(1)) expect(widthOf(line)).toBeLessThan(columns)
  }
  expect(terminal.screen.lines[3]).toContain('80.5')
})

test('shows as many keys as there are rows, and says how many more there are', () => {
  const plot = plotted(Array.from({ length: 50 }, (_, index) => `key${index}`))
  const terminal = new FakeTerminal()
  terminal.rows = 12
  plot.toTerminal(terminal)
  expect(terminal.screen.lines.length).toBeLessThan(12)
  expect(terminal.screen.lines.at(-1)).toBe('and 42 more keys'.padEnd(79).trimEnd())
})

test('colours only where colour is wanted', () => {
  const coloured = new FakeTerminal()
  vi.stubEnv('NO_COLOR', '')
  plotted(['a']).toTerminal(coloured)
  expect(coloured.written).toContain('\u001b[36m')
  const plain = new FakeTerminal()
  vi.stubEnv('NO_COLOR', '1')
  plotted(['a']).toTerminal(plain)
  expect(plain.written).not.toContain('\u001b[36m')
  expect(plain.written.replaceAll('\u001b[J', '')).not.toContain('\u001b')
})

test('writes a line an interval where there is no terminal, and none while nothing changes', async () => {
  const plot = plotted(['a', 'b\n\u001b[2J'], 20)
  const file = new FakeTerminal(false)
  plot.toTerminal(file)
  await vi.waitFor(() => expect(file.written.split('\n').length).toBeGreaterThan(2))
  expect(file.written).not.toContain('\u001b')
  for (const line of file.written.trimEnd().split('\n')) {
    expect(line).toMatch(/^live, 200 records, [\d.]+\/s, a -0\.45754, b··\[2J -0\.45754$/)
  }
})

test('leaves a stream alone that takes nothing', async () => {
  const plot = plotted(['a'], 20)
  const terminal = new FakeTerminal()
  const other = new FakeTerminal()
  plot.toTerminal(terminal)
  plot.toTerminal(other)
  terminal.writableNeedDrain = true
  const { written } = terminal
  const { length } = other.written
  await vi.waitFor(() => expect(other.written.length).toBeGreaterThan(length))
  expect(terminal.written).toBe(written)
})

test('closing draws a last time, then never again', async () => {
  const plot = plotted(['a'])
  const terminal = new FakeTerminal()
  const drawing = plot.toTerminal(terminal)
  plot.push('a', 1000, 77)
  drawing.close()
  expect(terminal.screen.lines[2]).toContain('77')
  expect(terminal.listenerCount('resize')).toBe(0)
  await plot.close()
  expect(() => plot.toTerminal(terminal)).toThrow(
    expect.objectContaining({ code: 'ERR_PLOT_CLOSED' }),
  )
})

test('whatever a key holds, it takes its columns and nothing else', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.string({
      unit: fc.constantFrom('\u001b[2J', '\n', '\t', '漢', 'e\u0301', '\u202e', '\ud800', '😀'),
    }),
  )
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 40 }), (key, columns) => {
      const fitted = fitText(key, columns)
      expect(widthOf(fitted)).toBe(columns)
      expect(fitted).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      expect(stripVTControlCharacters(fitted)).toBe(fitted)
    }),
  )
})

test.each([
  ['漢字', 5, '漢字 '],
  ['漢字', 4, '漢字'],
  ['漢字', 3, '漢…'],
  ['漢字', 2, '… '],
  ['a\u0301\u0301\u0301\u0301', 1, '\u00e1\u0301\u0301'],
  ['abc', 2, 'a…'],
])('%s in %i columns', (text, columns, fitted) => {
  expect(fitText(text, columns)).toBe(fitted)
})

test('a curve rises from left to right, and a spike stays visible', () => {
  expect(sparkline(Float64Array.of(0, 1, 2, 3), 2)).toBe('⡠⠊'.normalize())
  const spiky = new Float64Array(10_000)
  spiky[5000] = 1
  expect(sparkline(spiky, 20)).toMatch(/[⡇⢸⣇⣸⣿⡏⢹]/)
})

test('any values make a curve of the width asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), fc.integer({ min: 0, max: 50 }), (values, columns) => {
      const curve = sparkline(Float64Array.from(values), columns)
      expect(curve).toMatch(new RegExp(`^[\u2800-\u28ff]{${columns}}$`))
    }),
  )
})

test('words stand above the picture, which goes on below them', () => {
  const plot = plotted(['sensor0'])
  const terminal = new FakeTerminal()
  const drawing = plot.toTerminal(terminal)
  drawing.print('the broker is \u001b[31maway')
  terminal.writableNeedDrain = true
  drawing.print('still away')
  expect(terminal.screen.lines).toHaveLength(4)
  terminal.writableNeedDrain = false
  drawing.close()
  const [first, second, status] = terminal.screen.lines
  expect([first, second]).toEqual(['the broker is ·[31maway', 'still away'])
  expect(status).toContain('live plot: live, 100 records')
  expect(terminal.screen.lines).toHaveLength(5)
})

test('the sorted view draws by event time', () => {
  const rowOf = (order: readonly number[], view: PlotView): string | undefined => {
    const plot = createLivePlot({ view })
    open.push(plot)
    for (const step of order) plot.push('sensor0', step, step)
    const terminal = new FakeTerminal()
    plot.toTerminal(terminal)
    return terminal.screen.lines[2]?.split(' ')[1]
  }
  const late = [0, 1, 2, 9, 3, 4, 8, 5, 6, 7]
  const ordered = [...late].sort((one, other) => one - other)
  expect(rowOf(late, 'sorted')).toBe(rowOf(ordered, 'arrival'))
  expect(rowOf(late, 'arrival')).not.toBe(rowOf(ordered, 'arrival'))
})
