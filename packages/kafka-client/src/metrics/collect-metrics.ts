import {
  type ConnectionEvent,
  type ConsumeEvent,
  kafkaChannels,
  type ProduceEvent,
  type RequestEvent,
  type TypedChannel,
} from './channels.ts'
import { COUNT_BOUNDS, Histogram, type HistogramSnapshot, MS_BOUNDS } from './histogram.ts'

/** What all producers and consumers of this process did since {@link collectMetrics}, as plain numbers. */
export interface MetricsSnapshot {
  /** `lost`: ended with an error. `moved`: went on with renewed credentials. */
  readonly connections: { readonly opened: number; readonly moved: number; readonly lost: number }
  /** By API of the Kafka protocol, for example `Produce`. */
  readonly requests: Readonly<Record<string, RequestMetrics>>
  readonly produced: ProducedMetrics
  readonly consumed: ConsumedMetrics
}

/** Requests of one API. */
export interface RequestMetrics {
  readonly timedOut: number
  /** Of those that were answered. */
  readonly durationMs: HistogramSnapshot
}

/** Batches that were delivered or given up. */
export interface ProducedMetrics {
  readonly delivered: number
  readonly failed: number
  readonly bytes: number
  /** Attempts after the first one. */
  readonly retries: number
  readonly durationMs: HistogramSnapshot
  readonly recordsPerBatch: HistogramSnapshot
}

/** Records that were fetched. */
export interface ConsumedMetrics {
  readonly records: number
  readonly bytes: number
  /** Records still to be fetched when a partition was last fetched from, by `group/topic/partition`. */
  readonly lag: Readonly<Record<string, number>>
}

/** Counts until it is stopped. */
export interface MetricsCollector {
  /** The numbers as they stand; later events do not change it. */
  snapshot(): MetricsSnapshot
  /** Counts no more. May be called again. */
  stop(): void
}

/** Counts what producers and consumers of this process publish on {@link kafkaChannels}, from now on. */
export function collectMetrics(): MetricsCollector {
  const counts = new Counts()
  const stops = [
    listen(kafkaChannels.connection, (event) => counts.addConnection(event)),
    listen(kafkaChannels.request, (event) => counts.addRequest(event)),
    listen(kafkaChannels.produce, (event) => counts.addProduced(event)),
    listen(kafkaChannels.consume, (event) => counts.addConsumed(event)),
  ]
  return {
    snapshot: () => counts.snapshot(),
    stop() {
      for (const stop of stops) stop()
    },
  }
}

function listen<E>(channel: TypedChannel<E>, listener: (event: E) => void): () => void {
  channel.subscribe(listener)
  return () => channel.unsubscribe(listener)
}

class Counts {
  readonly #connections = { opened: 0, moved: 0, lost: 0 }
  readonly #requests = new Map<string, { timedOut: number; readonly durationMs: Histogram }>()
  readonly #produced = { delivered: 0, failed: 0, bytes: 0, retries: 0 }
  readonly #producedMs = new Histogram(MS_BOUNDS)
  readonly #perBatch = new Histogram(COUNT_BOUNDS)
  readonly #consumed = { records: 0, bytes: 0 }
  readonly #lag = new Map<string, number>()

  addConnection({ what }: ConnectionEvent): void {
    this.#connections[what]++
  }

  addRequest({ api, durationMs, timedOut }: RequestEvent): void {
    let ofApi = this.#requests.get(api)
    if (ofApi === undefined) {
      ofApi = { timedOut: 0, durationMs: new Histogram(MS_BOUNDS) }
      this.#requests.set(api, ofApi)
    }
    if (timedOut) ofApi.timedOut++
    else ofApi.durationMs.record(durationMs)
  }

  addProduced({ records, bytes, durationMs, attempts, error }: ProduceEvent): void {
    this.#produced[error === undefined ? 'delivered' : 'failed'] += records
    this.#produced.bytes += bytes
    this.#produced.retries += Math.max(0, attempts - 1)
    this.#producedMs.record(durationMs)
    this.#perBatch.record(records)
  }

  addConsumed({ groupId, topic, partition, records, bytes, lag }: ConsumeEvent): void {
    this.#consumed.records += records
    this.#consumed.bytes += bytes
    this.#lag.set(`${groupId}/${topic}/${partition}`, lag)
  }

  snapshot(): MetricsSnapshot {
    const requests = [...this.#requests].map(
      ([api, { timedOut, durationMs }]) =>
        [api, { timedOut, durationMs: durationMs.snapshot() }] as const,
    )
    return {
      connections: { ...this.#connections },
      requests: Object.fromEntries(requests),
      produced: {
        ...this.#produced,
        durationMs: this.#producedMs.snapshot(),
        recordsPerBatch: this.#perBatch.snapshot(),
      },
      consumed: { ...this.#consumed, lag: Object.fromEntries(this.#lag) },
    }
  }
}
