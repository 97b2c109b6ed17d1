import { Fifo } from '../fifo.ts'
import type { PendingRecord } from './pending-record.ts'

/** KafkaJS groups a batch in time quadratic to its records: about here it costs least per record. */
const BATCH_RECORDS = 500
/** Below the default `message.max.bytes` of a broker (1048588). */
const BATCH_BYTES = 900_000

/** Sends a batch with all its retries and settles its records; never rejects. */
export type Transmit<T> = (partition: number, batch: readonly PendingRecord<T>[]) => Promise<void>

/** What all lanes of a producer share. */
export interface LaneOptions<T> {
  readonly lingerMs: number
  readonly transmit: Transmit<T>
  /** Called as a batch leaves, before it is sent. */
  readonly onSealed: (partition: number) => void
}

/**
 * The records of one partition. One batch at a time is under way, its retries included, so that nothing can
 * overtake; what comes meanwhile makes the next batch.
 */
export class PartitionLane<T> {
  readonly #partition: number
  readonly #options: LaneOptions<T>
  readonly #buffered = new Fifo<PendingRecord<T>>()
  #batch: readonly PendingRecord<T>[] = []
  #busy = false
  #linger: NodeJS.Timeout | undefined

  constructor(partition: number, options: LaneOptions<T>) {
    this.#partition = partition
    this.#options = options
  }

  add(record: PendingRecord<T>): void {
    record.state = 'buffered'
    this.#buffered.push(record)
    if (this.#busy) return
    if (this.#options.lingerMs === 0 || this.#buffered.length >= BATCH_RECORDS) this.hurry()
    else this.#linger ??= setTimeout(() => this.hurry(), this.#options.lingerMs)
  }

  /** Sends what there is without waiting for more, as soon as the caller's turn is over. */
  hurry(): void {
    clearTimeout(this.#linger)
    this.#linger = undefined
    if (this.#busy || this.#buffered.length === 0) return
    this.#busy = true
    setImmediate(() => void this.#run())
  }

  /** Takes everything out: what was never tried, and what is under way. */
  abandon(): {
    readonly untried: readonly PendingRecord<T>[]
    readonly tried: readonly PendingRecord<T>[]
  } {
    clearTimeout(this.#linger)
    return { untried: this.#buffered.drain(), tried: this.#batch }
  }

  async #run(): Promise<void> {
    for (let batch = this.#seal(); batch.length > 0; batch = this.#seal()) {
      this.#batch = batch
      this.#options.onSealed(this.#partition)
      await this.#options.transmit(this.#partition, batch)
    }
    this.#batch = []
    this.#busy = false
  }

  #seal(): readonly PendingRecord<T>[] {
    const batch: PendingRecord<T>[] = []
    let bytes = 0
    while (batch.length < BATCH_RECORDS) {
      const next = this.#buffered.peek()
      // A record larger than a batch may be travels alone: the broker decides.
      if (next === undefined || (batch.length > 0 && bytes + next.size > BATCH_BYTES)) break
      this.#buffered.shift()
      // One that was withdrawn is only skipped here.
      if (next.state !== 'buffered') continue
      bytes += next.size
      batch.push(next)
    }
    return batch
  }
}
