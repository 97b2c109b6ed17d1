import uPlot from 'uplot'
import type { PlotView } from '../frame.ts'
import { timeText, valueText, type Zone } from './format.ts'
import type { PageSeries } from './page-series.ts'
import { type Points, pointsOf, thinned } from './points.ts'
import { colourOf, cssColour, type Theme } from './theme.ts'

/** How a chart is drawn; another look needs another chart. */
export interface ChartLook {
  readonly view: PlotView
  readonly zone: Zone
  readonly theme: Theme
  readonly unit: string
}

/** Below this, in CSS pixels, a line cannot be read. */
export const LEAST_HEIGHT = 110

/** A line chart of one or several keys. */
export class Chart {
  readonly #host: HTMLElement
  readonly #look: ChartLook
  readonly #series: readonly PageSeries[]
  readonly #onPoint: (text: string) => void
  readonly #plot: uPlot
  #points: readonly Points[] = []

  constructor(
    host: HTMLElement,
    look: ChartLook,
    series: readonly PageSeries[],
    onPoint: (text: string) => void,
  ) {
    this.#host = host
    this.#look = look
    this.#series = series
    this.#onPoint = onPoint
    this.#plot = new uPlot(this.#options(), [[]], host)
  }

  /** Draws the newest points. */
  draw(window: number): void {
    const { view } = this.#look
    // Not the place's width: to read that between two charts makes the browser lay out the page anew.
    const columns = this.#plot.width * devicePixelRatio
    this.#points = this.#series.map((each) => thinned(pointsOf(each, view, window), columns))
    this.#plot.setData(aligned(this.#points))
  }

  /** Takes the width that its place has now, and a height in CSS pixels. */
  resize(height: number): void {
    const width = this.#width()
    const { width: oldWidth, height: oldHeight } = this.#plot
    if (width !== oldWidth || height !== oldHeight) this.#plot.setSize({ width, height })
  }

  /** The picture as it is drawn, at the screen's resolution. */
  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas
  }

  /** In CSS pixels. */
  get height(): number {
    return this.#plot.height
  }

  destroy(): void {
    this.#plot.destroy()
  }

  #width(): number {
    return Math.max(120, Math.floor(this.#host.clientWidth))
  }

  #options(): uPlot.Options {
    const { theme, view, zone } = this.#look
    const utc = zone === 'utc' ? 'UTC' : undefined
    return {
      width: this.#width(),
      height: LEAST_HEIGHT,
      ms: 1,
      legend: { show: false },
      cursor: { y: false, points: { size: 7 } },
      scales: { x: { time: view === 'sorted' } },
      axes: [axis('x', view === 'sorted' ? 38 : 22), axis('y', 56)],
      series: [
        {},
        ...this.#series.map(({ id, key }) => ({
          label: key,
          stroke: colourOf(id, theme),
          width: 1.5,
          points: { show: false },
          spanGaps: false,
        })),
      ],
      hooks: { setCursor: [(plot) => this.#tell(plot)] },
      ...(utc === undefined ? {} : { tzDate: (ms: number) => uPlot.tzDate(new Date(ms), utc) }),
    }
  }

  /** Says what lies under the cursor. */
  #tell({ cursor, data }: uPlot): void {
    const { idx } = cursor
    const x = idx == null ? undefined : data[0][idx]
    if (x === undefined) {
      this.#onPoint('')
      return
    }
    const texts = this.#points.flatMap((points, index) => {
      const at = points.x.indexOf(x)
      return at < 0 ? [] : [this.#describe(index, points, at)]
    })
    this.#onPoint(texts.join(' · '))
  }

  #describe(index: number, { y, times, arrivals }: Points, at: number): string {
    const { unit, zone } = this.#look
    const name = this.#series.length > 1 ? `${this.#series[index]?.key ?? ''} ` : ''
    const value = `${valueText(y[at] ?? Number.NaN)}${unit === '' ? '' : ` ${unit}`}`
    return `${name}${value} at ${timeText(times[at] ?? Number.NaN, zone)}, arrival ${arrivals[at]}`
  }
}

function axis(scale: 'x' | 'y', size: number): uPlot.Axis {
  const ink = (): string => cssColour('faint')
  const line = (): string => cssColour('grid')
  const font = '11px system-ui, sans-serif'
  const grid = { stroke: line, width: 1, show: scale === 'y' }
  const ticks = { stroke: line, width: 1, size: 4 }
  return { scale, size, stroke: ink, font, grid, ticks, ...(scale === 'x' ? { space: 70 } : {}) }
}

/** As the library wants it: one x for all, and for each key a value or nothing. */
function aligned(points: readonly Points[]): uPlot.AlignedData {
  const tables = points.map(({ x, y }): [ArrayLike<number>, (number | null)[]] => [
    x,
    Array.from(y, (value) => (Number.isFinite(value) ? value : null)),
  ])
  const [only] = tables
  if (only !== undefined && tables.length === 1) return [Array.from(only[0]), only[1]]
  if (only === undefined) return [[]]
  // `undefined`, where a key has no point at an x of another, does not break its line.
  return uPlot.join(tables.map(([x, y]) => [Array.from(x), y]))
}
