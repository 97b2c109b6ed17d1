import type { StreamStatus } from '../frame.ts'
import type { PlotModel } from '../model/plot-model.ts'
import type { Series } from '../model/series.ts'

/** One metric of the text exposition format, version 0.0.4. */
interface Metric<Source> {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  /** Null where there is nothing to tell. */
  readonly read: (source: Source) => number | null
}

const STREAM_METRICS: readonly Metric<StreamStatus>[] = [
  counter('records_total', 'Records plotted.', ({ records }) => records),
  counter('records_left_out_total', 'Records of keys not plotted.', (s) => s.recordsLeftOut),
  counter('bad_records_total', 'Records that could not be plotted.', ({ bad }) => bad),
  gauge('records_per_second', 'Records a second.', (s) => s.recordsPerSecond),
  gauge('bytes_per_second', 'Bytes a second.', (s) => s.bytesPerSecond),
  gauge('lag_records', 'Records that wait to be read.', ({ lag }) => lag),
  gauge('partitions', 'Partitions read by this process.', ({ partitions }) => partitions),
  gauge('keys_left_out', 'Keys not plotted.', ({ keysLeftOut }) => keysLeftOut),
]

const KEY_METRICS: readonly Metric<Series>[] = [
  counter('key_records_total', 'Records of the key.', ({ count }) => count),
  counter('key_late_total', 'Records below the highest event time.', (s) => s.counters().late),
  counter('key_duplicates_total', 'Records already seen.', (s) => s.counters().duplicates),
  counter('key_bad_total', 'Bad records that named the key.', ({ bad }) => bad),
  gauge('key_gaps', 'Steps missing between event times.', (s) => s.counters().gaps),
  gauge('key_records_per_second', 'Records of the key a second.', ({ rate }) => rate),
  gauge('key_value', 'The newest value.', ({ last }) => last),
]

/** The media type of {@link metricsText}. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** All counters as Prometheus text. */
export function metricsText(model: PlotModel): string {
  const status = model.status()
  const lines: string[] = []
  for (const metric of STREAM_METRICS) {
    const value = metric.read(status)
    if (value !== null) lines.push(...headOf(metric), `${metric.name} ${numberText(value)}`)
  }
  for (const metric of model.series.length > 0 ? KEY_METRICS : []) {
    lines.push(...headOf(metric))
    for (const series of model.series) {
      const value = numberText(metric.read(series) ?? Number.NaN)
      lines.push(`${metric.name}{key="${labelText(series.key)}"} ${value}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function counter<S>(name: string, help: string, read: Metric<S>['read']): Metric<S> {
  return { name: `live_plot_${name}`, type: 'counter', help, read }
}

function gauge<S>(name: string, help: string, read: Metric<S>['read']): Metric<S> {
  return { name: `live_plot_${name}`, type: 'gauge', help, read }
}

function headOf({ name, type, help }: Metric<never>): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

/** The format escapes three characters and breaks lines at no other than the line feed. */
function labelText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}
