import { decimate } from '../decimate.ts'
import type { PlotView } from '../frame.ts'
import { sortedView } from '../sorted-view.ts'
import type { PageSeries } from './page-series.ts'

/** The points of one key as a chart draws them: x ascends. */
export interface Points {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly times: Float64Array
  /** Arrival numbers. */
  readonly arrivals: Float64Array
}

/** The newest points of a key in the chosen order. */
export function pointsOf(series: PageSeries, view: PlotView, window: number): Points {
  const from = Math.max(0, series.times.length - window)
  const times = series.times.subarray(from)
  const values = series.values.subarray(from)
  const arrivals = times.map((_, index) => series.first + from + index)
  if (view === 'arrival') return { x: arrivals, y: values, times, arrivals }
  const { x, order } = sortedView(times)
  return {
    x,
    y: pick(values, order),
    times: pick(times, order),
    arrivals: pick(arrivals, order),
  }
}

/** The points that a chart so wide needs; the lowest and highest of each column stay. */
export function thinned(points: Points, columns: number): Points {
  const kept = decimate(points.x, points.y, Math.max(1, Math.floor(columns)))
  if (kept.length === points.x.length) return points
  return {
    x: pick(points.x, kept),
    y: pick(points.y, kept),
    times: pick(points.times, kept),
    arrivals: pick(points.arrivals, kept),
  }
}

function pick(numbers: Float64Array, indices: Uint32Array): Float64Array {
  return Float64Array.from(indices, (index) => numbers[index] ?? Number.NaN)
}
