import type { PlotView, StreamStatus } from '../frame.ts'
import type { PlotModel } from '../model/plot-model.ts'
import type { Series } from '../model/series.ts'
import { sortedView } from '../sorted-view.ts'
import { fitText, harmless, widthOf } from './fit-text.ts'
import { numberText, rateText } from './number-text.ts'
import { sparkline } from './sparkline.ts'

/** Room for drawing, and whether it may have colour. */
export interface Canvas {
  readonly columns: number
  readonly rows: number
  readonly hasColour: boolean
}

const MOST_KEY_COLUMNS = 24
const LEAST_SPARK_COLUMNS = 8
const NUMBER_COLUMNS = 10
const RATE_COLUMNS = 12
const LATE_COLUMNS = 8
/** Rows beside those of keys: the status, the headings, and one for the cursor. */
const OTHER_ROWS = 3
/** Keys on a line that is not drawn but written. */
const KEYS_ON_A_LINE = 8

/** The picture of a model, one line a row, none wider than the canvas. */
export function pictureOf(model: PlotModel, canvas: Canvas): string[] {
  const { series, settings } = model
  const room = Math.max(1, canvas.rows - OTHER_ROWS - 1)
  const shown = series.slice(0, series.length <= room + 1 ? room + 1 : room)
  const keyColumns = Math.min(
    MOST_KEY_COLUMNS,
    Math.max(3, ...shown.map(({ key }) => widthOf(harmless(key)))),
  )
  const layout = layoutOf(keyColumns, canvas.columns)
  const lines = [
    fitText(`${settings.title}: ${statusText(model.status())}`, canvas.columns),
    paint(headings(layout, settings.unit), '2', canvas),
    ...shown.map((each) => rowOf(each, layout, { canvas, view: settings.view })),
  ]
  const more = series.length - shown.length
  if (more > 0) lines.push(fitText(`and ${more} more keys`, canvas.columns))
  return lines
}

/** One line about the whole stream and its first keys, for what is no terminal. */
export function lineOf(model: PlotModel): string {
  const { series } = model
  const values = series
    .slice(0, KEYS_ON_A_LINE)
    .map(
      ({ key, last }) =>
        `${fitText(key, Math.min(MOST_KEY_COLUMNS, widthOf(harmless(key))))} ${numberText(last)}`,
    )
  const more = series.length - values.length
  if (more > 0) values.push(`and ${more} more keys`)
  return [statusText(model.status()), ...values].join(', ')
}

interface Layout {
  readonly key: number
  readonly spark: number
  readonly last: number
  readonly rate: number
  readonly late: number
}

/** The columns that fit, the least important left out first. */
function layoutOf(keyColumns: number, columns: number): Layout {
  const wanted = [
    { last: NUMBER_COLUMNS, rate: RATE_COLUMNS, late: LATE_COLUMNS },
    { last: NUMBER_COLUMNS, rate: RATE_COLUMNS, late: 0 },
    { last: NUMBER_COLUMNS, rate: 0, late: 0 },
  ]
  for (const numbers of wanted) {
    const { last, rate, late } = numbers
    const spark = columns - keyColumns - 1 - last - rate - late
    if (spark >= LEAST_SPARK_COLUMNS) return { ...numbers, key: keyColumns, spark }
  }
  const key = Math.min(keyColumns, columns)
  return { key, spark: Math.max(0, columns - key - 1), last: 0, rate: 0, late: 0 }
}

function headings({ key, spark, last, rate, late }: Layout, unit: string): string {
  const name = unit === '' ? 'last' : `last ${harmless(unit)}`
  const first = fitText('key', key) + ' '.repeat(spark > 0 ? spark + 1 : 0)
  return first + right(name, last) + right('rate', rate) + right('late', late)
}

function rowOf(
  series: Series,
  layout: Layout,
  { canvas, view }: { canvas: Canvas; view: PlotView },
): string {
  const { key, spark, last, rate, late } = layout
  const lateCount = late > 0 ? series.counters().late : 0
  const line = spark > 0 ? ` ${paint(sparkline(valuesOf(series, view), spark), '36', canvas)}` : ''
  return (
    fitText(series.key, key) +
    line +
    right(numberText(series.last), last) +
    right(rateText(series.rate), rate) +
    paint(right(String(lateCount), late), lateCount > 0 ? '33' : '0', canvas)
  )
}

function valuesOf(series: Series, view: PlotView): Float64Array {
  const { times, values } = series.points()
  if (view === 'arrival') return values
  return Float64Array.from(sortedView(times).order, (index) => values[index] ?? Number.NaN)
}

function statusText(status: StreamStatus): string {
  const { state, records, recordsPerSecond, bad, lag, recordsLeftOut } = status
  const parts = [state, `${records} records`, rateText(recordsPerSecond)]
  if (lag !== null) parts.push(`lag ${lag}`)
  if (bad > 0) parts.push(`${bad} bad`)
  if (recordsLeftOut > 0) parts.push(`${recordsLeftOut} left out`)
  return parts.join(', ')
}

/** Puts text at the right of its columns, with a space before it. */
function right(text: string, columns: number): string {
  if (columns === 0) return ''
  return fitText(text, Math.min(widthOf(text), columns - 1)).padStart(columns)
}

function paint(text: string, style: string, { hasColour }: Canvas): string {
  return hasColour && style !== '0' && text !== '' ? `\u001b[${style}m${text}\u001b[0m` : text
}
