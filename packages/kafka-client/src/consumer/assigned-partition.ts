import { Fifo } from '../fifo.ts'
import type { RecordBatch } from '../wire/decode-batches.ts'
import { RecordColumns } from '../wire/decode-records.ts'
import { Progress } from './progress.ts'

/** What was fetched and not looked into yet: a batch, or the end of a stretch in which there is nothing to read. */
export type Fetched = RecordBatch | { readonly skipTo: number }

/** One partition of this member, from its assignment to its loss: what was fetched of it, and how far it has come. */
export class AssignedPartition {
  readonly partition: number
  readonly progress: Progress
  /** Whoever has the partition next reads it anew: nothing of it is handed out or counted any more. */
  isLost = false
  isPaused = false
  /** How many there are that have its further records wait: one that is being decoded, handled, or has failed. */
  holds = 0
  /** Offset of the next record to be written, as last told. */
  endOffset: number | undefined
  /** The offset to fetch next. */
  fetchOffset: number
  /** What is fetched was asked for before this changed: it is of no use. */
  epoch = 0
  readonly #fetched = new Fifo<Fetched>()
  #bufferedBytes = 0
  #isFull = false
  #columns: RecordColumns | undefined
  #index = 0

  constructor(
    partition: number,
    start: { readonly offset: number; readonly isCommitted: boolean },
  ) {
    this.partition = partition
    this.progress = new Progress(start.offset, start.isCommitted)
    this.fetchOffset = start.offset
  }

  /** Whether records of it may be handed out. */
  get isOpen(): boolean {
    return this.holds === 0 && !this.isPaused && !this.isLost
  }

  /** Whether there is something to look into. */
  get hasFetched(): boolean {
    return this.#columns !== undefined || this.#fetched.length > 0
  }

  /** Index in {@link current} of the next record. */
  get index(): number {
    return this.#index
  }

  /**
   * Whether it is time to fetch: what was fetched has fallen below the low water mark, half of `highWaterBytes`,
   * since it last reached that.
   */
  wantsMore(highWaterBytes: number): boolean {
    if (this.#bufferedBytes >= highWaterBytes) this.#isFull = true
    else if (this.#bufferedBytes <= highWaterBytes / 2) this.#isFull = false
    return !this.#isFull && !this.isPaused && !this.isLost
  }

  /** Keeps what was fetched; it begins at {@link fetchOffset} or, since batches come whole, before it. */
  push(fetched: Fetched, next: number): void {
    this.#fetched.push(fetched)
    if (!('skipTo' in fetched)) this.#bufferedBytes += fetched.size
    this.fetchOffset = next
  }

  /**
   * The batch that the next record is in; undefined when nothing is fetched.
   * @throws KafkaError `ERR_KAFKA_CORRUPT`, `ERR_KAFKA_COMPRESSION`
   */
  current(): RecordColumns | undefined {
    while (this.#columns === undefined) {
      const next = this.#fetched.peek()
      if (next === undefined) return undefined
      if ('skipTo' in next) this.#fetched.shift()
      else this.#enter(next)
      if ('skipTo' in next) this.progress.pass(next.skipTo)
    }
    return this.#columns
  }

  /** So many records from {@link index} on are handed out or dealt with; true when that ended their batch. */
  advance(count = 1): boolean {
    this.#index += count
    if (this.#index !== this.#columns?.count) return false
    this.#leave()
    return true
  }

  /** Forgets what was fetched and goes on at an offset. */
  seek(offset: number): void {
    this.epoch++
    this.#fetched.drain()
    this.#bufferedBytes = 0
    this.#columns = undefined
    this.#index = 0
    this.fetchOffset = offset
    this.progress.seek(offset)
  }

  #enter(batch: RecordBatch): void {
    const columns = new RecordColumns(batch)
    this.#columns = columns
    this.#index = 0
    // A fetch from the middle of a batch brings all of it.
    const { position } = this.progress
    while (this.#index < columns.count && columns.offset(this.#index) < position) this.#index++
    if (this.#index === columns.count) this.#leave()
  }

  #leave(): void {
    const batch = this.#fetched.shift()
    this.#columns = undefined
    this.#index = 0
    if (batch === undefined || 'skipTo' in batch) return
    this.#bufferedBytes -= batch.size
    // Where the log was compacted a batch may end in offsets that are gone.
    const next = batch.lastOffset + 1
    if (next > this.progress.position) this.progress.pass(next)
  }
}
