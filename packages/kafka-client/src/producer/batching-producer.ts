import { wholeNumber } from '../connection/connection.ts'
import { endsWithin } from '../deadline.ts'
import type { Account } from './account.ts'
import { Handle } from './delivery-handle.ts'
import { abortedError, alreadyClosed } from './faults.ts'
import type { Placement } from './placement.ts'
import { Progress } from './progress.ts'
import { encodingFault, type Refusals } from './refusals.ts'
import type { Sender } from './sender.ts'
import type { Topics } from './topics.ts'
import type {
  Cancellable,
  CloseReport,
  DeliveryHandle,
  OutgoingRecord,
  Producer,
  ProducerStatistics,
} from './types.ts'
import type { WaitingLine } from './waiting-line.ts'

const CLOSE_TIMEOUT_MS = 30_000

/** What a producer is made of. */
export interface ProducerParts<T> {
  readonly topics: Topics
  readonly sender: Sender
  readonly account: Account
  readonly placement: Placement<T>
  readonly line: WaitingLine<T>
  readonly refusals: Refusals
  readonly idempotent: () => boolean
  /** Closes all connections, in a short time. */
  readonly hangUp: () => Promise<void>
}

/** {@link Producer}: gives records their place in a batch, or has them wait for one. */
export class BatchingProducer<T> implements Producer<T> {
  readonly #parts: ProducerParts<T>
  #closing: Promise<CloseReport> | undefined

  constructor(parts: ProducerParts<T>) {
    this.#parts = parts
  }

  send(record: OutgoingRecord<T>, { signal }: Cancellable = {}): DeliveryHandle {
    const { topics, line, placement, refusals } = this.#parts
    const topic = topics.of(record.topic)
    const handle = new Handle(topic.name)
    if (this.#closing !== undefined) return handle.refuse(alreadyClosed(topic.name), false)
    try {
      if (signal?.aborted === true) throw abortedError(topic.name, signal)
      return line.mustWait(topic)
        ? line.join(topic, record, handle, signal)
        : placement.place(topic, record, handle)
    } catch (error) {
      return refusals.refuse(record, handle, encodingFault(error, topic.name))
    }
  }

  trySend(record: OutgoingRecord<T>): DeliveryHandle | undefined {
    const { topics, line } = this.#parts
    if (this.#closing === undefined && line.mustWait(topics.of(record.topic))) return undefined
    return this.send(record)
  }

  async ready(options: Cancellable = {}): Promise<void> {
    await this.#parts.line.room(options)
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

  async #close(timeoutMs: number): Promise<CloseReport> {
    const { sender, topics, line, account, hangUp } = this.#parts
    if (!(await endsWithin(this.flush(), timeoutMs))) {
      for (const topic of topics.all()) {
        line.abandon(topic)
        for (const lane of topic.lanes) lane.abandon()
      }
    }
    sender.stop()
    await hangUp()
    return account.report
  }
}
