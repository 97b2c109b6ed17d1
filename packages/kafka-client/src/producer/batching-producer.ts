import { badOption, wholeNumber } from '../connection/connection.ts'
import { endsWithin } from '../deadline.ts'
import { KafkaError, reasonOf } from '../errors.ts'
import type { WriteValue } from '../wire/record-batch.ts'
import type { Account } from './account.ts'
import type { RecordParts } from './batch-filler.ts'
import { type Reporter, tellReporter } from './deliveries.ts'
import { Handle } from './delivery-handle.ts'
import { abortedError, alreadyClosed, closedError, expiredWaiting } from './faults.ts'
import { Progress } from './progress.ts'
import { encodeAlone, encodeHeaders, writeBytes } from './record-fields.ts'
import type { Sender } from './sender.ts'
import type { Topic, WaitingRecord } from './topic.ts'
import type { Topics } from './topics.ts'
import type {
  Cancellable,
  CloseReport,
  DeliveryHandle,
  OutgoingRecord,
  Producer,
  ProducerOptions,
  ProducerStatistics,
} from './types.ts'

const CLOSE_TIMEOUT_MS = 30_000

/** What a producer is made of. */
export interface ProducerParts<T> {
  readonly write: WriteValue<T>
  readonly topics: Topics
  readonly sender: Sender
  readonly account: Account
  readonly idempotent: () => boolean
  readonly deliveryTimeoutMs: number
  readonly addHeaders: ProducerOptions<T>['addHeaders']
  readonly report: Reporter | undefined
  /** Closes all connections, in a short time. */
  readonly hangUp: () => Promise<void>
}

/** {@link Producer}: gives records their place in a batch, or has them wait for one. */
export class BatchingProducer<T> implements Producer<T> {
  readonly #parts: ProducerParts<T>
  /** Used for each record anew. */
  readonly #record: { -readonly [K in keyof RecordParts<T>]: RecordParts<T>[K] }
  #readyWaiters: (() => void)[] = []
  #closing: Promise<CloseReport> | undefined

  constructor(parts: ProducerParts<T>) {
    this.#parts = parts
    const { write } = parts
    const nothing = new Uint8Array(0)
    this.#record = {
      timestamp: 0,
      key: nothing,
      value: null,
      write,
      headers: nothing,
      deadline: 0,
    }
    parts.topics.onKnown = (topic) => {
      if (topic.known) this.admit()
      else this.#refuseWaiting(topic)
    }
  }

  send(record: OutgoingRecord<T>, options?: Cancellable): DeliveryHandle {
    const topic = this.#parts.topics.of(record.topic)
    const handle = new Handle(topic.name)
    if (this.#closing !== undefined) return handle.refuse(alreadyClosed(topic.name), false)
    try {
      if (options?.signal?.aborted === true) throw abortedError(topic.name, options.signal)
      return this.#mustWait(topic)
        ? this.#wait(topic, record, handle, options?.signal)
        : this.#place(topic, record, handle)
    } catch (error) {
      return this.#refuse(record, handle, this.#inWords(error, topic))
    }
  }

  trySend(record: OutgoingRecord<T>): DeliveryHandle | undefined {
    if (this.#closing === undefined && this.#mustWait(this.#parts.topics.of(record.topic))) {
      return undefined
    }
    return this.send(record)
  }

  async ready({ signal }: Cancellable = {}): Promise<void> {
    while (this.#parts.account.full || this.#parts.topics.waiting) {
      signal?.throwIfAborted()
      await new Promise<void>((resolve) => {
        this.#readyWaiters.push(resolve)
        signal?.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    signal?.throwIfAborted()
  }

  async sendAll(
    records: Iterable<OutgoingRecord<T>> | AsyncIterable<OutgoingRecord<T>>,
    options: Cancellable = {},
  ): Promise<number> {
    const progress = new Progress()
    for await (const record of records) {
      if (options.signal?.aborted === true) break
      let handle = this.trySend(record)
      if (handle === undefined) {
        await this.ready(options).catch(() => {})
        handle = this.send(record, options)
      }
      progress.count(handle as Handle)
    }
    await this.#hurry(() => progress.ended())
    if (progress.error !== undefined) throw progress.error
    options.signal?.throwIfAborted()
    return progress.delivered
  }

  async flush(): Promise<void> {
    await this.#hurry(() => this.#parts.topics.settled())
  }

  statistics(): ProducerStatistics {
    return { ...this.#parts.account.statistics, idempotent: this.#parts.idempotent() }
  }

  async close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<CloseReport> {
    this.#closing ??= this.#close(wholeNumber('timeoutMs', timeoutMs, 0))
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Sends at once what there is; what waits for room must not wait for company afterwards. */
  async #hurry(until: () => Promise<void>): Promise<void> {
    const { topics, sender } = this.#parts
    topics.seal()
    sender.wake()
    await (topics.waiting ? sender.hurry(until()) : until())
  }

  /** Gives places to records that wait, as long as there is room. */
  admit(): void {
    const { topics, account } = this.#parts
    const now = Date.now()
    for (const topic of topics.all()) {
      while (this.#admitFirst(topic, now)) topic.waiting.shift()
    }
    if (this.#readyWaiters.length === 0 || account.full) return
    const ready = this.#readyWaiters
    this.#readyWaiters = []
    for (const resolve of ready) resolve()
  }

  /** Says whether the first record that waits need not wait any more. */
  #admitFirst(topic: Topic, now: number): boolean {
    const next = topic.waiting.peek()
    if (next === undefined) return false
    if (next.withdrawn) return true
    if (next.deadline <= now) {
      this.#refuse(next.source, next.handle, expiredWaiting(topic.name))
      return true
    }
    if (!topic.known || this.#parts.account.full) return false
    this.#admitOne(topic, next, now)
    return true
  }

  async #close(timeoutMs: number): Promise<CloseReport> {
    const { sender, topics, account, hangUp } = this.#parts
    if (!(await endsWithin(this.flush(), timeoutMs))) {
      for (const topic of topics.all()) {
        for (const { source, handle, withdrawn } of topic.waiting.drain()) {
          if (!withdrawn) this.#refuse(source, handle, closedError(topic.name, false))
        }
        for (const lane of topic.lanes) lane.abandon()
      }
    }
    sender.stop()
    await hangUp()
    return account.report
  }

  #mustWait({ known, waiting }: Topic): boolean {
    return !known || this.#parts.account.full || waiting.length > 0
  }

  /** Writes the record into a batch. */
  #place(topic: Topic, record: OutgoingRecord<T>, handle: Handle): Handle {
    const now = Date.now()
    const parts = this.#record
    const key = topic.keys.of(record.key)
    parts.timestamp = record.timestamp === undefined ? now : checkedTime(record.timestamp)
    parts.key = key.bytes
    parts.value = record.value
    parts.headers = this.#headers(record)
    parts.deadline = now + this.#parts.deliveryTimeoutMs
    const { partition = key.partition } = record
    return this.#append(topic, topic.partitioner.check(partition), record, parts, handle, now)
  }

  #headers(record: OutgoingRecord<T>): Uint8Array {
    const added = this.#parts.addHeaders?.(record) ?? []
    const { headers = [] } = record
    return encodeHeaders(added.length === 0 ? headers : [...headers, ...added])
  }

  #append<V>(
    topic: Topic,
    partition: number,
    source: OutgoingRecord<unknown>,
    parts: RecordParts<V>,
    handle: Handle,
    now: number,
  ): Handle {
    const lane = topic.lanes[partition]
    if (lane === undefined) throw new Error(`there is no partition ${partition}`)
    const { deliveries, count } = lane.append(parts, now)
    deliveries.added(source, parts.timestamp)
    // Whoever is not first in its batch leaves with those before it.
    if (count === 1) this.#parts.sender.touch(lane)
    return handle.placeIn(deliveries, count - 1, parts.timestamp - deliveries.baseTimestamp)
  }

  /** Encodes the record and keeps it until there is room. */
  #wait(
    topic: Topic,
    record: OutgoingRecord<T>,
    handle: Handle,
    signal: AbortSignal | undefined,
  ): Handle {
    const now = Date.now()
    const waiting: WaitingRecord = {
      source: record,
      key: record.key,
      value: record.value === null ? null : encodeAlone(record.value, this.#parts.write),
      write: writeBytes,
      headers: this.#headers(record),
      timestamp: record.timestamp === undefined ? now : checkedTime(record.timestamp),
      deadline: now + this.#parts.deliveryTimeoutMs,
      handle,
      withdrawn: false,
    }
    if (topic.known && record.partition !== undefined) topic.partitioner.check(record.partition)
    topic.waiting.push(waiting)
    if (signal !== undefined) this.#withdrawOn(signal, topic, waiting)
    this.#parts.topics.ask(topic)
    return handle
  }

  #admitOne(topic: Topic, waiting: WaitingRecord, now: number): void {
    const { source, handle } = waiting
    try {
      const key = topic.keys.of(waiting.key)
      const partition = topic.partitioner.check(source.partition ?? key.partition)
      this.#append(topic, partition, source, { ...waiting, key: key.bytes }, handle, now)
    } catch (error) {
      this.#refuse(source, handle, this.#inWords(error, topic))
    }
  }

  #withdrawOn(signal: AbortSignal, topic: Topic, waiting: WaitingRecord): void {
    const withdraw = (): void => {
      if (waiting.handle.placed) return
      waiting.withdrawn = true
      this.#refuse(waiting.source, waiting.handle, abortedError(topic.name, signal))
      this.admit()
    }
    signal.addEventListener('abort', withdraw, { once: true })
    const forget = (): void => signal.removeEventListener('abort', withdraw)
    waiting.handle.listen(forget, forget)
  }

  #refuseWaiting(topic: Topic): void {
    for (const { source, handle, withdrawn } of topic.waiting.drain()) {
      const error = topic.fault ?? alreadyClosed(topic.name)
      if (!withdrawn) this.#refuse(source, handle, error)
    }
  }

  /** Counts and tells of a record that gets no place. */
  #refuse(source: OutgoingRecord<unknown>, handle: Handle, error: KafkaError): Handle {
    const { account, report } = this.#parts
    const given = error.code === 'ERR_KAFKA_CLOSED' || error.code === 'ERR_KAFKA_ABORTED'
    if (given) account.unsent++
    else account.failed++
    handle.refuse(error, report !== undefined)
    tellReporter(report, { record: source, error })
    return handle
  }

  #inWords(thrown: unknown, topic: Topic): KafkaError {
    if (thrown instanceof KafkaError) return thrown
    return new KafkaError('ERR_KAFKA_SERIALIZE', {
      what: `cannot encode a record for topic '${topic.name}'`,
      because: reasonOf(thrown),
      fix: 'Correct the record, or the schema its value is written with',
      cause: thrown,
    })
  }
}

function checkedTime(timestamp: number): number {
  if (Number.isSafeInteger(timestamp) && timestamp >= 0) return timestamp
  throw badOption('timestamp', timestamp, 'Give whole milliseconds since the epoch')
}
