import { wholeNumber } from '../connection/connection.ts'
import { endsWithin } from '../deadline.ts'
import { KafkaError } from '../errors.ts'
import type { Accumulator } from './accumulator.ts'
import type { PendingRecord, Settle } from './pending-record.ts'
import type { RecordEncoder } from './record-encoder.ts'
import type { CloseReport, Delivery, OutgoingRecord, Producer } from './types.ts'

const CLOSE_TIMEOUT_MS = 30_000

/** What a producer is made of. */
export interface TopicProducerParts<T> {
  readonly topic: string
  readonly encoder: RecordEncoder<T>
  readonly accumulator: Accumulator<T>
  /** Whether someone is told of each failure besides the promise. */
  readonly reported: boolean
  /** Closes all connections, in a short time. */
  readonly hangUp: () => Promise<void>
}

/** {@link Producer}: takes records in and closes; the accumulator does what is between. */
export class TopicProducer<T> implements Producer<T> {
  readonly #parts: TopicProducerParts<T>
  #closing: Promise<CloseReport> | undefined

  constructor(parts: TopicProducerParts<T>) {
    this.#parts = parts
  }

  send(
    record: OutgoingRecord<T>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Delivery> {
    let settle: Settle = { resolve: () => {}, reject: () => {} }
    const promise = new Promise<Delivery>((resolve, reject) => {
      settle = { resolve, reject }
    })
    if (this.#parts.reported) promise.catch(() => {})
    try {
      const pending = this.#accept(record, settle, signal)
      if (signal !== undefined) this.#withdrawOn(signal, pending, promise)
    } catch (error) {
      settle.reject(error)
    }
    return promise
  }

  flush(): Promise<void> {
    return this.#parts.accumulator.flush()
  }

  async close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<CloseReport> {
    this.#closing ??= this.#close(wholeNumber('timeoutMs', timeoutMs, 0))
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(timeoutMs: number): Promise<CloseReport> {
    const { accumulator, hangUp } = this.#parts
    if (!(await endsWithin(accumulator.flush(), timeoutMs))) accumulator.abandon()
    await hangUp()
    return accumulator.report
  }

  #accept(
    record: OutgoingRecord<T>,
    settle: Settle,
    signal: AbortSignal | undefined,
  ): PendingRecord<T> {
    if (this.#closing !== undefined) throw this.#closed()
    const { accumulator, encoder } = this.#parts
    try {
      if (signal?.aborted) throw this.#aborted(signal)
      return accumulator.add(encoder.encode(record), settle)
    } catch (error) {
      if (error instanceof KafkaError) accumulator.refuse(record, error)
      throw error
    }
  }

  #withdrawOn(signal: AbortSignal, pending: PendingRecord<T>, settled: Promise<unknown>): void {
    const withdraw = (): void => {
      this.#parts.accumulator.withdraw(pending, this.#aborted(signal))
    }
    const forget = (): void => signal.removeEventListener('abort', withdraw)
    signal.addEventListener('abort', withdraw)
    settled.then(forget, forget)
  }

  #aborted(signal: AbortSignal): KafkaError {
    return new KafkaError('ERR_KAFKA_ABORTED', {
      what: `record for topic '${this.#parts.topic}' withdrawn`,
      because: 'its signal was aborted before it was sent',
      fix: 'Send it again if it is still wanted',
      cause: signal.reason,
    })
  }

  #closed(): KafkaError {
    return new KafkaError('ERR_KAFKA_CLOSED', {
      what: `cannot send to topic '${this.#parts.topic}'`,
      because: 'this producer is closed',
      fix: 'Await all sends before close, or create another producer',
    })
  }
}
