import { decimate } from './decimate.ts'
import type { PlotModel } from './model/plot-model.ts'
import type { Series } from './model/series.ts'
import { sortedView } from './sorted-view.ts'
import { ticks } from './ticks.ts'

/** How to draw a picture. */
export interface SvgOptions {
  /**
   * Width in pixels, 100 to 10,000.
   * @default 960
   */
  readonly width?: number
  /**
   * Height in pixels, 100 to 10,000.
   * @default 480
   */
  readonly height?: number
  /**
   * Dark lines on white, or light ones on black.
   * @default 'light'
   */
  readonly theme?: 'light' | 'dark'
  /**
   * `arrival`: x counts the records of each key. `sorted`: x is the event time.
   * @default 'sorted'
   */
  readonly view?: 'arrival' | 'sorted'
}

/** Colours of Okabe and Ito, told apart with any colour vision; the eighth follows the theme. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#a0960a']
const THEMES = {
  light: { paper: '#ffffff', ink: '#222222', grid: '#dddddd' },
  dark: { paper: '#14171a', ink: '#dddddd', grid: '#333a40' },
} as const
const MARGIN = { left: 64, right: 16, top: 40, bottom: 48 } as const
const MOST_IN_LEGEND = 12
const MOST_LEGEND_STEP = 110
const MOST_NAME = 24
/** Everything that XML forbids or a viewer might obey. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/gu

interface Line {
  readonly key: string
  readonly colour: string
  readonly x: Float64Array
  readonly y: Float64Array
}

interface Scale {
  readonly from: number
  readonly to: number
  /** Pixel of a value. */
  place(value: number): number
}

/** Draws the window of every key over each other, as the text of an SVG file. */
export function toSvg(model: PlotModel, options: Required<SvgOptions>): string {
  const { width, height, theme, view } = options
  const { paper, ink, grid } = THEMES[theme]
  const lines = model.series.map((series, index) => lineOf(series, view, colourOf(index, ink)))
  const x = scaleOf(
    lines.map((line) => line.x),
    MARGIN.left,
    width - MARGIN.right,
  )
  const y = scaleOf(
    lines.map((line) => line.y),
    height - MARGIN.bottom,
    MARGIN.top,
  )
  const columns = width - MARGIN.left - MARGIN.right
  const { title, unit } = model.settings
  const style = `font-family="system-ui, sans-serif" font-size="12" fill="${ink}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ${style}>`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    ...gridOf(x, y, { width, height, grid, isTime: view === 'sorted' }),
    ...lines.map((line) => pathOf(line, { x, y, columns })),
    `<text x="${MARGIN.left}" y="18" font-size="14">${escapeXml(unit === '' ? title : `${title} (${unit})`)}</text>`,
    ...legendOf(lines, width),
    '</svg>\n',
  ].join('\n')
}

function lineOf(series: Series, view: 'arrival' | 'sorted', colour: string): Line {
  const { first, times, values } = series.points()
  if (view === 'arrival') {
    return { key: series.key, colour, x: times.map((_, index) => first + index), y: values }
  }
  const { x, order } = sortedView(times)
  return { key: series.key, colour, x, y: x.map((_, index) => values[order[index] ?? 0] ?? 0) }
}

function colourOf(index: number, ink: string): string {
  return COLOURS[index % (COLOURS.length + 1)] ?? ink
}

function scaleOf(numbers: readonly Float64Array[], start: number, end: number): Scale {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const array of numbers) {
    for (const value of array) {
      if (!Number.isFinite(value)) continue
      if (value < from) from = value
      if (value > to) to = value
    }
  }
  if (from > to) [from, to] = [0, 1]
  // Halved, for the difference of two doubles may be no double.
  const half = to / 2 - from / 2 || 0.5
  return { from, to, place: (value) => start + ((value / 2 - from / 2) / half) * (end - start) }
}

function pathOf(line: Line, { x, y, columns }: { x: Scale; y: Scale; columns: number }): string {
  let path = ''
  let isDown = false
  for (const index of decimate(line.x, line.y, columns)) {
    const value = line.y[index] ?? Number.NaN
    if (Number.isFinite(value)) {
      const at = `${x.place(line.x[index] ?? 0).toFixed(1)} ${y.place(value).toFixed(1)}`
      path += `${isDown ? 'L' : 'M'}${at}`
      isDown = true
    } else isDown = false
  }
  return `<path d="${path}" fill="none" stroke="${line.colour}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"/>`
}

interface Frame {
  readonly width: number
  readonly height: number
  readonly grid: string
  readonly isTime: boolean
}

function gridOf(x: Scale, y: Scale, { width, height, grid, isTime }: Frame): string[] {
  const bottom = height - MARGIN.bottom
  const right = width - MARGIN.right
  const rows = ticks(y.from, y.to, height / 60).flatMap((value) => {
    const at = y.place(value).toFixed(1)
    return [
      `<path d="M${MARGIN.left} ${at}H${right}" stroke="${grid}"/>`,
      `<text x="${MARGIN.left - 8}" y="${at}" dy="4" text-anchor="end">${value}</text>`,
    ]
  })
  const marks = ticks(x.from, x.to, width / 160).map((value) => {
    const text = isTime ? timeText(value) : String(value)
    return `<text x="${x.place(value).toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${text}</text>`
  })
  const name = isTime ? 'event time, UTC' : 'order of arrival'
  const middle = (MARGIN.left + right) / 2
  return [
    ...rows,
    ...marks,
    `<text x="${middle}" y="${height - 10}" text-anchor="middle">${name}</text>`,
  ]
}

function timeText(timeMs: number): string {
  const date = new Date(timeMs)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(11, 19)
}

function legendOf(lines: readonly Line[], width: number): string[] {
  const places = Math.min(lines.length, MOST_IN_LEGEND)
  const step = Math.min(MOST_LEGEND_STEP, (width - MARGIN.left) / Math.max(1, places))
  const named = lines.length <= MOST_IN_LEGEND ? lines : lines.slice(0, MOST_IN_LEGEND - 1)
  const entries = named.map(({ key, colour }, index) => {
    const name = key.length > MOST_NAME ? `${key.slice(0, MOST_NAME - 1)}…` : key
    return legendText(index * step, `<tspan fill="${colour}">●</tspan> ${escapeXml(name)}`)
  })
  const more = lines.length - named.length
  return more === 0 ? entries : [...entries, legendText(named.length * step, `and ${more} more`)]
}

function legendText(offset: number, text: string): string {
  return `<text x="${(MARGIN.left + offset).toFixed(1)}" y="34">${text}</text>`
}

function escapeXml(text: string): string {
  return text
    .replace(HARMFUL, '·')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
