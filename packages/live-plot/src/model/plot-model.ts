import type { BadRecord, StreamState, StreamStatus } from '../frame.ts'
import type { PlotSettings } from '../options.ts'
import { BadList } from './bad-list.ts'
import { keyName } from './key-name.ts'
import { Rate } from './rate.ts'
import { Series } from './series.ts'

/** Names of keys left out are remembered up to here, to count each once. */
const MOST_LEFT_OUT = 10_000
/** The stream lags when more wait than so many seconds brought, and more than a handful. */
const LAG_SECONDS = 10
const LEAST_LAG = 1000
/** Rates of shorter times tell about single records. */
const LEAST_ELAPSED_S = 0.1

/** What the owner of the source knows about it. */
export interface SourceStatus {
  /** Records that wait to be read. */
  readonly lag?: number | null
  /** Partitions read by this process. */
  readonly partitions?: number | null
  /**
   * How the source fares. `running` lets the records speak: waiting, live or lagging.
   */
  readonly state?: 'running' | 'reconnecting' | 'ended'
}

/** Everything that is plotted, and nothing about how. */
export class PlotModel {
  readonly settings: PlotSettings
  readonly #series: Series[] = []
  readonly #byKey = new Map<string, Series>()
  readonly #leftOut = new Set<string>()
  readonly #bad = new BadList()
  readonly #recordRate = new Rate()
  readonly #byteRate = new Rate()
  #source: Required<SourceStatus> = { lag: null, partitions: null, state: 'running' }
  #records = 0
  #recordsLeftOut = 0
  #bytes = 0
  #tickedAtMs: number

  /** @param nowMs any monotonic clock in milliseconds, the same that `tick` is given */
  constructor(settings: PlotSettings, nowMs: number) {
    this.settings = settings
    this.#tickedAtMs = nowMs
  }

  /** Every series, in the order in which the keys were first seen; its index is its id. */
  get series(): readonly Series[] {
    return this.#series
  }

  get bad(): BadList {
    return this.#bad
  }

  /** Takes one record. */
  push(key: string, timeMs: number, value: number, bytes: number): void {
    this.#bytes += bytes
    const series = this.#byKey.get(key) ?? this.#find(key)
    if (series) {
      this.#records++
      series.push(timeMs, value)
    } else this.#recordsLeftOut++
  }

  /** Takes one record that cannot be plotted. */
  addBad(record: Omit<BadRecord, 'number'>): void {
    this.#bad.add(record)
    if (record.key !== null) this.#byKey.get(record.key)?.addBad()
  }

  setSource({ lag, partitions, state }: SourceStatus): void {
    const old = this.#source
    this.#source = {
      lag: lag === undefined ? old.lag : lag,
      partitions: partitions === undefined ? old.partitions : partitions,
      state: state ?? old.state,
    }
  }

  /** Brings every rate up to date. */
  tick(nowMs: number): void {
    const elapsedS = (nowMs - this.#tickedAtMs) / 1000
    if (elapsedS < LEAST_ELAPSED_S) return
    this.#tickedAtMs = nowMs
    this.#recordRate.update(this.#records + this.#recordsLeftOut, elapsedS)
    this.#byteRate.update(this.#bytes, elapsedS)
    for (const series of this.#series) series.tick(elapsedS)
  }

  status(): StreamStatus {
    return {
      state: this.#state(),
      records: this.#records,
      recordsLeftOut: this.#recordsLeftOut,
      keysLeftOut: this.#leftOut.size,
      bad: this.#bad.count,
      recordsPerSecond: this.#recordRate.perSecond,
      bytesPerSecond: this.#byteRate.perSecond,
      lag: this.#source.lag,
      partitions: this.#source.partitions,
      atMs: Date.now(),
    }
  }

  #state(): StreamState {
    const { state, lag } = this.#source
    if (state !== 'running') return state
    if (this.#records + this.#recordsLeftOut === 0) return 'waiting'
    const tolerable = Math.max(LEAST_LAG, LAG_SECONDS * this.#recordRate.perSecond)
    return lag !== null && lag > tolerable ? 'lagging' : 'live'
  }

  /** The series of a key that was not found as it came: a very long one, or a new one. */
  #find(key: string): Series | undefined {
    const name = keyName(key)
    const known = this.#byKey.get(name)
    if (known) return known
    const { keys, maxKeys, window } = this.settings
    if (this.#series.length >= maxKeys || keys?.has(name) === false) {
      if (this.#leftOut.size < MOST_LEFT_OUT) this.#leftOut.add(name)
      return undefined
    }
    const series = new Series(this.#series.length, name, window)
    this.#series.push(series)
    this.#byKey.set(name, series)
    return series
  }
}
