export { decimate } from './decimate.ts'
export {
  LIVE_PLOT_ERROR_CODES,
  LivePlotError,
  type LivePlotErrorCode,
  type LivePlotErrorTexts,
} from './errors.ts'
export type {
  BadRecord,
  KeyCounters,
  PlotInfo,
  PlotView,
  SeriesDocument,
  SeriesEntry,
  StreamState,
  StreamStatus,
} from './frame.ts'
export {
  type BadRecordReport,
  createLivePlot,
  type LivePlot,
  type RecordMeta,
} from './live-plot.ts'
export type { SourceStatus } from './model/plot-model.ts'
export type { LivePlotOptions } from './options.ts'
export type { Listening, ListenOptions } from './server/listen.ts'
export { type SortedView, sortedView } from './sorted-view.ts'
export type { TerminalPlot, TerminalStream } from './terminal/terminal-plot.ts'
export type { SvgOptions } from './to-svg.ts'
