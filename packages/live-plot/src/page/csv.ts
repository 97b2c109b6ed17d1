import type { PlotView } from '../frame.ts'
import type { PageSeries } from './page-series.ts'
import { pointsOf } from './points.ts'

/** What is shown, as comma-separated values with a line of names (RFC 4180). */
export function csvOf(shown: readonly PageSeries[], view: PlotView, window: number): string {
  const lines = ['key,arrival,event_time_ms,value']
  for (const series of shown) {
    const { times, arrivals, y } = pointsOf(series, view, window)
    const key = cell(series.key)
    times.forEach((time, index) => {
      lines.push(`${key},${arrivals[index]},${time},${y[index]}`)
    })
  }
  return `${lines.join('\r\n')}\r\n`
}

/** A text that a spreadsheet shows and does not calculate. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
