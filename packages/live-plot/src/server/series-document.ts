import type { SeriesDocument } from '../frame.ts'
import type { PlotModel } from '../model/plot-model.ts'
import { infoOf } from '../options.ts'

/** Everything there is, with plain numbers. */
export function seriesDocument(model: PlotModel): SeriesDocument {
  return {
    info: infoOf(model.settings),
    status: model.status(),
    series: model.series.map((series) => {
      const { first, times, values } = series.points()
      return {
        key: series.key,
        ...series.counters(),
        first,
        times: [...times],
        values: Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
      }
    }),
    bad: model.bad.list(),
  }
}
