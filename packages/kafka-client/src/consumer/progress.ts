import { Fifo } from '../fifo.ts'

/** A record that is being handled. */
export interface OpenRecord {
  readonly offset: number
  done: boolean
}

/**
 * How far one partition has come: what was handed out, what of it is handled, and what is committed. Offsets are
 * those of the next record, as Kafka counts. Only offsets below which everything is handled can be committed.
 */
export class Progress {
  #position: number
  #lastTaken = -1
  #handled: number
  /** Up to here there is nothing to be committed. */
  #settled: number
  #committed: number | undefined
  readonly #start: number
  readonly #open = new Fifo<OpenRecord>()

  /** Begins at `position`; `isCommitted` tells whether the group has that already. */
  constructor(position: number, isCommitted: boolean) {
    this.#position = position
    this.#handled = position
    this.#settled = position
    this.#committed = isCommitted ? position : undefined
    this.#start = position
  }

  /** The next record to be handed out. */
  get position(): number {
    return this.#position
  }

  /** What the group is known to have committed. */
  get committed(): number | undefined {
    return this.#committed
  }

  /** The first record that was to be read. */
  get start(): number {
    return this.#start
  }

  /** What could be committed and is not. */
  get pending(): number | undefined {
    return this.#handled > this.#settled ? this.#handled : undefined
  }

  /** The record at this offset, and none between it and the position, is handed out. */
  take(offset: number): void {
    this.#lastTaken = offset
    this.#position = offset + 1
  }

  /** Goes on at `next` without anything to be handled before: there is nothing, or it is dealt with. */
  pass(next: number): void {
    const isAllHandled = this.#handled === this.#position && this.#open.length === 0
    this.#position = next
    if (isAllHandled) this.#handled = next
  }

  /** This record and all before it are handled; says how many offsets are so that were not before. */
  ack(offset: number): number {
    // What was never handed out.
    if (offset > this.#lastTaken) return 0
    // Behind the last record there may be what needs no handling, for example the marker of a transaction.
    const handled = offset === this.#lastTaken ? this.#position : offset + 1
    const more = handled - this.#handled
    if (more <= 0) return 0
    this.#handled = handled
    return more
  }

  /** The record just taken is being handled, perhaps beside others. */
  open(offset: number): OpenRecord {
    const record = { offset, done: false }
    this.#open.push(record)
    return record
  }

  /** It is handled. What was taken after it may have been so before. */
  close(record: OpenRecord): void {
    record.done = true
    while (this.#open.peek()?.done) this.#open.shift()
    this.#handled = this.#open.peek()?.offset ?? this.#position
  }

  /** The group has taken a commit. A seek may have come in between. */
  commit(offset: number): void {
    this.#committed = offset
    if (offset > this.#settled && offset <= this.#handled) this.#settled = offset
  }

  /** Begins anew at an offset, which may lie before what is committed. */
  seek(offset: number): void {
    this.#position = offset
    this.#lastTaken = -1
    this.#handled = offset
    this.#settled = offset
    this.#open.drain()
  }
}
