import type {
  DeltaFrame,
  Frame,
  KeyCounters,
  SeriesPoints,
  SnapshotFrame,
  StreamStatus,
} from '../frame.ts'
import type { PlotModel } from '../model/plot-model.ts'
import type { Series } from '../model/series.ts'
import { infoOf } from '../options.ts'
import { encodeNumbers } from './encode-numbers.ts'

/** Where one series stood at the last two cuts. */
interface SeriesCut {
  readonly series: Series
  readonly from: number
  readonly to: number
  readonly counters: KeyCounters
  readonly isChanged: boolean
}

/**
 * Cuts the stream of points into frames. A frame is encoded once, whoever many clients it goes to,
 * and not at all if none asks.
 */
export class FrameBuilder {
  readonly #model: PlotModel
  #cuts: readonly SeriesCut[] = []
  #status: StreamStatus
  /** Series and bad records that earlier frames told of. */
  #told = { series: 0, bad: 0 }
  #seq = 0
  #delta: Buffer | undefined
  #snapshot: Buffer | undefined

  constructor(model: PlotModel) {
    this.#model = model
    this.#status = model.status()
    this.cut()
  }

  /** Number of the current frame. */
  get seq(): number {
    return this.#seq
  }

  /** Starts a new frame with what changed since the last; false, and none, if nothing did. */
  cut(): boolean {
    const { series, bad } = this.#model
    const told = { series: this.#cuts.length, bad: this.#status.bad }
    const cuts = series.map((each, index) => cutOf(each, this.#cuts[index]))
    const status = this.#model.status()
    const isChanged = cuts.some((each) => each.isChanged) || differ(status, this.#status)
    if (!isChanged && bad.count === told.bad) return false
    this.#told = told
    this.#cuts = cuts
    this.#status = status
    this.#seq++
    this.#delta = undefined
    this.#snapshot = undefined
    return true
  }

  /** The current frame as what changed since the one before: an event, encoded. */
  delta(): Buffer {
    this.#delta ??= encode(this.#deltaFrame())
    return this.#delta
  }

  /** The current frame as everything there is: an event, encoded. */
  snapshot(): Buffer {
    this.#snapshot ??= encode(this.#snapshotFrame())
    return this.#snapshot
  }

  #deltaFrame(): DeltaFrame {
    const changed = this.#cuts.filter(({ isChanged }) => isChanged)
    return {
      type: 'delta',
      seq: this.#seq,
      status: this.#status,
      keys: this.#cuts.slice(this.#told.series).map(({ series: { id, key } }) => ({ id, key })),
      points: pointsOf(changed),
      counters: changed.map(({ series, counters }) => ({ id: series.id, ...counters })),
      bad: this.#model.bad.list(this.#told.bad, this.#status.bad),
    }
  }

  #snapshotFrame(): SnapshotFrame {
    return {
      type: 'snapshot',
      seq: this.#seq,
      info: infoOf(this.#model.settings),
      status: this.#status,
      keys: this.#cuts.map(({ series: { id, key } }) => ({ id, key })),
      points: pointsOf(this.#cuts.map((each) => ({ ...each, from: 0 }))),
      counters: this.#cuts.map(({ series, counters }) => ({ id: series.id, ...counters })),
      bad: this.#model.bad.list(0, this.#status.bad),
    }
  }
}

function cutOf(series: Series, last: SeriesCut | undefined): SeriesCut {
  const from = last?.to ?? 0
  const isChanged =
    last === undefined ||
    series.count !== from ||
    series.rate !== last.counters.rate ||
    series.bad !== last.counters.bad
  const counters = isChanged ? series.counters() : last.counters
  return { series, from, to: series.count, counters, isChanged }
}

function pointsOf(cuts: readonly SeriesCut[]): SeriesPoints[] {
  return cuts
    .filter(({ from, to }) => from < to)
    .map(({ series, from, to }) => {
      const { first, times, values } = series.points(from, to)
      return { id: series.id, first, times: encodeNumbers(times), values: encodeNumbers(values) }
    })
}

/** Whether anything but the time differs. */
function differ(status: StreamStatus, other: StreamStatus): boolean {
  return JSON.stringify({ ...status, atMs: 0 }) !== JSON.stringify({ ...other, atMs: 0 })
}

function encode(frame: Frame): Buffer {
  // JSON has no line break of its own, so the data of an event is one line.
  return Buffer.from(`event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`)
}
