import {
  BAD_RECORDS_KEPT,
  type BadRecord,
  type Frame,
  type PlotInfo,
  type StreamStatus,
} from '../frame.ts'
import { PageSeries } from './page-series.ts'

/** All that the page knows of the stream. Bounded: a window of points a key, a few bad records. */
export class PageModel {
  info: PlotInfo | undefined
  status: StreamStatus | undefined
  readonly series: PageSeries[] = []
  bad: readonly BadRecord[] = []

  /** Takes a frame in; a snapshot replaces everything. */
  apply(frame: Frame): void {
    if (frame.type === 'snapshot') {
      this.info = frame.info
      this.series.length = 0
      this.bad = []
    }
    this.status = frame.status
    for (const { id, key } of frame.keys) this.series[id] = new PageSeries(id, key)
    for (const points of frame.points) {
      this.series[points.id]?.append(points, this.info?.window ?? 0)
    }
    for (const { id, ...counters } of frame.counters) {
      const series = this.series[id]
      if (series !== undefined) series.counters = counters
    }
    this.bad = [...this.bad, ...frame.bad].slice(-BAD_RECORDS_KEPT)
  }
}
