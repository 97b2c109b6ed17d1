import { KafkaError } from '../errors.ts'
import type { Delivery, DeliveryReport, OutgoingRecord } from './types.ts'

/** Where the first of some records was stored; the others follow it. */
export interface Stored {
  readonly baseOffset: bigint
  /** Milliseconds since the epoch where the topic says LogAppendTime, else -1. */
  readonly logAppendTime: number
}

/** Told where a record was stored. */
export type Resolve = (delivery: Delivery) => void
/** Told why a record was not delivered. */
export type Reject = (error: KafkaError) => void

/** Told of every record, as `onDelivery` asks. */
export type Reporter = (report: DeliveryReport<unknown>) => void

interface Ended {
  readonly from: number
  readonly to: number
  readonly outcome: Stored | KafkaError
}

/**
 * What becomes of the records of one batch, for whoever wants to know. Records have no object of their own here; those
 * who wait are kept by their record's place.
 */
export class Deliveries {
  readonly topic: string
  readonly partition: number
  /** Milliseconds since the epoch, of the first record; the others are told as a difference to it. */
  baseTimestamp = 0
  readonly #report: Reporter | undefined
  readonly #sources: OutgoingRecord<unknown>[] = []
  readonly #timestamps: number[] = []
  readonly #ended: Ended[] = []
  /** Places of those who await, besides those above. */
  readonly #awaited: number[] = []
  #whole: Promise<void> | undefined
  #resolveWhole: (() => void) | undefined
  /** Records written that have not ended. */
  #open = 0
  /** Those who wait, in three arrays: an object for each would cost more than the record. */
  #waiting: number[] = []
  #resolves: Resolve[] = []
  #rejects: Reject[] = []

  constructor(topic: string, partition: number, report: Reporter | undefined) {
    this.topic = topic
    this.partition = partition
    this.#report = report
  }

  /** A record was written; only a reporter needs it again, with its timestamp. */
  added(source: OutgoingRecord<unknown>, timestamp: number): void {
    this.#open++
    if (this.#report === undefined) return
    this.#sources.push(source)
    this.#timestamps.push(timestamp)
  }

  /** What became of a record, if it is known. */
  outcome(index: number): Stored | KafkaError | undefined {
    return this.#ended.find(({ from, to }) => from <= index && index < to)?.outcome
  }

  /** Has the record's end told, at once if it is known. The timestamp is the record's, less the first one's. */
  wait(index: number, sinceBase: number, resolve: Resolve, reject: Reject): void {
    const ended = this.#ended.find(({ from, to }) => from <= index && index < to)
    if (ended === undefined) {
      this.#waiting.push(index, sinceBase)
      this.#resolves.push(resolve)
      this.#rejects.push(reject)
    } else if (ended.outcome instanceof KafkaError) reject(ended.outcome)
    else resolve(this.delivery(index, sinceBase, ended))
  }

  /** Settles when all records have ended, one way or the other; the batch must be closed to others by then. */
  ended(): Promise<void> {
    this.#whole ??= new Promise((resolve) => {
      if (this.#open === 0 && this.#ended.length > 0) resolve()
      else this.#resolveWhole = resolve
    })
    return this.#whole
  }

  /** Someone awaits a record, by {@link ended} and {@link settled}. */
  hears(index: number): void {
    this.#awaited.push(index)
  }

  /** How a record has ended, once all have. */
  settled(index: number, sinceBase: number): Delivery | KafkaError {
    const ended = this.#ended.find(({ from, to }) => from <= index && index < to)
    if (ended === undefined) throw new Error('the record has not ended')
    return ended.outcome instanceof KafkaError
      ? ended.outcome
      : this.delivery(index, sinceBase, ended)
  }

  /** The records from `from` up to `to` have ended. */
  end(from: number, to: number, outcome: Stored | KafkaError): void {
    const ended = { from, to, outcome }
    this.#ended.push(ended)
    this.#open -= to - from
    const heard = this.#tellWaiting(ended)
    if (this.#report !== undefined) this.#reportAll(ended)
    // As with any promise that nobody awaits; one for all of them.
    else if (outcome instanceof KafkaError && heard + this.#awaitedOf(ended) < to - from) {
      void Promise.reject(outcome)
    }
    if (this.#open === 0) this.#resolveWhole?.()
  }

  delivery(index: number, sinceBase: number, { from, outcome }: Ended): Delivery {
    const { baseOffset, logAppendTime } = outcome as Stored
    return {
      topic: this.topic,
      partition: this.partition,
      offset: baseOffset < 0n ? -1n : baseOffset + BigInt(index - from),
      timestamp: logAppendTime >= 0 ? logAppendTime : this.baseTimestamp + sinceBase,
    }
  }

  /** How many were waiting for one of these. */
  #tellWaiting(ended: Ended): number {
    const waiting = this.#waiting
    const resolves = this.#resolves
    const rejects = this.#rejects
    if (resolves.length === 0) return 0
    this.#waiting = []
    this.#resolves = []
    this.#rejects = []
    let heard = 0
    for (let nth = 0; nth < resolves.length; nth++) {
      const index = waiting[2 * nth] as number
      const sinceBase = waiting[2 * nth + 1] as number
      const resolve = resolves[nth] as Resolve
      const reject = rejects[nth] as Reject
      if (index < ended.from || index >= ended.to) {
        this.wait(index, sinceBase, resolve, reject)
        continue
      }
      heard++
      if (ended.outcome instanceof KafkaError) reject(ended.outcome)
      else resolve(this.delivery(index, sinceBase, ended))
    }
    return heard
  }

  #awaitedOf({ from, to }: Ended): number {
    return this.#awaited.filter((index) => from <= index && index < to).length
  }

  #reportAll(ended: Ended): void {
    for (let index = ended.from; index < ended.to; index++) {
      const record = this.#sources[index] as OutgoingRecord<unknown>
      const sinceBase = (this.#timestamps[index] as number) - this.baseTimestamp
      if (ended.outcome instanceof KafkaError) this.#tell({ record, error: ended.outcome })
      else this.#tell({ record, delivery: this.delivery(index, sinceBase, ended) })
    }
  }

  #tell(report: DeliveryReport<unknown>): void {
    tellReporter(this.#report, report)
  }
}

/** The callback's own failure is the application's: it must not stop the records behind. */
export function tellReporter(
  reporter: Reporter | undefined,
  report: DeliveryReport<unknown>,
): void {
  try {
    reporter?.(report)
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown
    })
  }
}
