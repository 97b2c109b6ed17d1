import { KafkaError } from '../errors.ts'
import { Fifo } from '../fifo.ts'
import { type Courier, deliverBatch } from './deliver-batch.ts'
import { FlushRounds } from './flush-rounds.ts'
import { PartitionLane } from './partition-lane.ts'
import type { Partitioner } from './partitioner.ts'
import type { EncodedRecord, PendingRecord, Settle } from './pending-record.ts'
import type { CloseReport, Delivery, DeliveryReport, OutgoingRecord } from './types.ts'

/** Bytes of records that are accepted and not settled. */
const BUFFER_BYTES = 32 * 1024 * 1024

/** What an accumulator works with. */
export interface AccumulatorOptions<T> extends Omit<Courier<T>, 'settle' | 'stop'> {
  readonly partitioner: Partitioner
  readonly lingerMs: number
  readonly maxBufferedRecords: number
  readonly onDelivery: ((report: DeliveryReport<T>) => void) | undefined
}

/** Takes records in, keeps no more of them than the buffer may hold, and sees each one to its end. */
export class Accumulator<T> {
  readonly #options: AccumulatorOptions<T>
  readonly #courier: Courier<T>
  readonly #lanes = new Map<number, PartitionLane<T>>()
  readonly #waiting = new Fifo<PendingRecord<T>>()
  readonly #rounds = new FlushRounds()
  readonly #stop = new AbortController()
  readonly #report = { delivered: 0, failed: 0, unsent: 0 }
  #records = 0
  #bytes = 0
  #flushing = 0

  constructor(options: AccumulatorOptions<T>) {
    this.#options = options
    this.#courier = {
      ...options,
      settle: (record, outcome) => this.#settle(record, outcome),
      stop: this.#stop.signal,
    }
  }

  get report(): CloseReport {
    return { ...this.#report }
  }

  /** Queues a record. */
  add(encoded: EncodedRecord<T>, settle: Settle): PendingRecord<T> {
    const round = this.#rounds.begin()
    const record: PendingRecord<T> = { ...encoded, ...settle, round, state: 'waiting' }
    this.#waiting.push(record)
    this.#admit()
    return record
  }

  /** Counts and tells of a record that cannot be queued. */
  refuse(source: OutgoingRecord<T>, error: KafkaError): void {
    this.#count(error, false)
    this.#tell({ record: source, error })
  }

  /** Takes back a record that is not under way yet. */
  withdraw(record: PendingRecord<T>, error: KafkaError): void {
    if (record.state !== 'waiting' && record.state !== 'buffered') return
    this.#settle(record, error)
    this.#admit()
  }

  /** Settles when all records added so far are settled. */
  async flush(): Promise<void> {
    this.#flushing++
    for (const lane of this.#lanes.values()) lane.hurry()
    await this.#rounds.settled()
    this.#flushing--
  }

  /** Gives up whatever is left. */
  abandon(): void {
    this.#stop.abort()
    const untried = [...this.#waiting.drain()]
    const tried: PendingRecord<T>[] = []
    for (const lane of this.#lanes.values()) {
      const left = lane.abandon()
      untried.push(...left.untried)
      tried.push(...left.tried)
    }
    for (const record of untried) this.#settle(record, this.#closed('it was never sent'))
    for (const record of tried) {
      this.#settle(record, this.#closed('it was under way, and may be stored nevertheless'))
    }
  }

  #admit(): void {
    for (let next = this.#waiting.peek(); next !== undefined; next = this.#waiting.peek()) {
      if (next.state === 'waiting') {
        const full = this.#records >= this.#options.maxBufferedRecords
        if (full || (this.#records > 0 && this.#bytes + next.size > BUFFER_BYTES)) return
        this.#records++
        this.#bytes += next.size
        this.#enter(next)
      }
      this.#waiting.shift()
    }
  }

  #enter(record: PendingRecord<T>): void {
    const { partitioner } = this.#options
    const lane = this.#lane(record.source.partition ?? partitioner.choose(record.key))
    lane.add(record)
    if (this.#flushing > 0) lane.hurry()
  }

  #lane(partition: number): PartitionLane<T> {
    const known = this.#lanes.get(partition)
    if (known !== undefined) return known
    const lane = new PartitionLane<T>(partition, {
      lingerMs: this.#options.lingerMs,
      transmit: (_, batch) => this.#transmit(partition, batch),
      onSealed: () => this.#options.partitioner.batchSealed(partition),
    })
    this.#lanes.set(partition, lane)
    return lane
  }

  async #transmit(partition: number, batch: readonly PendingRecord<T>[]): Promise<void> {
    await deliverBatch(this.#courier, partition, batch)
    this.#admit()
  }

  #settle(record: PendingRecord<T>, outcome: Delivery | KafkaError): void {
    const { state } = record
    if (state === 'settled') return
    record.state = 'settled'
    if (state !== 'waiting') {
      this.#records--
      this.#bytes -= record.size
    }
    if (outcome instanceof KafkaError) {
      this.#count(outcome, state === 'sending')
      record.reject(outcome)
      this.#tell({ record: record.source, error: outcome })
    } else {
      this.#report.delivered++
      record.resolve(outcome)
      this.#tell({ record: record.source, delivery: outcome })
    }
    this.#rounds.end(record.round)
  }

  #count({ code }: KafkaError, tried: boolean): void {
    const given = code === 'ERR_KAFKA_CLOSED' || code === 'ERR_KAFKA_ABORTED'
    if (given && !tried) this.#report.unsent++
    else this.#report.failed++
  }

  /** The callback's own failure is the application's: it must not stop the records behind. */
  #tell(report: DeliveryReport<T>): void {
    try {
      this.#options.onDelivery?.(report)
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown
      })
    }
  }

  #closed(because: string): KafkaError {
    return new KafkaError('ERR_KAFKA_CLOSED', {
      what: `record given up as the producer of topic '${this.#options.topic}' closed`,
      because,
      fix: 'Give close more time, or send it again',
      retriable: true,
    })
  }
}
