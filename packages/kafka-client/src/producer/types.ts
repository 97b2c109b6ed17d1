import type { KafkaError } from '../errors.ts'

/**
 * Writes a value as bytes: into `target` from `offset`, returning the end, or a negative number when it does not
 * fit (it is then called again with a larger target); or as an array of its own.
 */
export type Serializer<T> =
  | { encodeInto(value: T, target: Uint8Array, offset: number): number }
  | { encode(value: T): Uint8Array }

/** One header of a record to send; names may repeat. */
export interface OutgoingHeader {
  readonly key: string
  /** Text is sent as UTF-8. */
  readonly value: string | Uint8Array
}

/** A record to send. It is encoded before `send` returns: what it holds may change afterwards. */
export interface OutgoingRecord<T> {
  /** Records of one key stay in order on one partition; text is sent as UTF-8. @default none */
  readonly key?: string | Uint8Array | null
  /** `null` sends a tombstone, past the serializer. */
  readonly value: T | null
  /** @default by key as Kafka's Java client (murmur2); without a key one partition per batch */
  readonly partition?: number
  /** Milliseconds since the epoch. @default now */
  readonly timestamp?: number
  readonly headers?: readonly OutgoingHeader[]
}

/** Where a record was stored, acknowledged by all in-sync replicas. */
export interface Delivery {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** Milliseconds since the epoch: the record's own, or the broker's where the topic says LogAppendTime. */
  readonly timestamp: number
}

/** How the sending of one record ended. */
export type DeliveryReport<T> =
  | { readonly record: OutgoingRecord<T>; readonly delivery: Delivery; readonly error?: undefined }
  | {
      readonly record: OutgoingRecord<T>
      readonly error: KafkaError
      readonly delivery?: undefined
    }

/** Options of `createProducer`. */
export interface ProducerOptions<T> {
  /** The topic; it must exist. */
  readonly topic: string
  /** Makes bytes of each record's value, for example a writer of `@hops-kafka/avro-codec`. */
  readonly value: Serializer<T>
  /**
   * How long a record may wait for company before it is sent, in ms. Records that come while others are under way
   * travel together in any case, so 0 batches well under load.
   * @default 0
   */
  readonly lingerMs?: number
  /** Records accepted and not yet settled; `send` waits beyond. 32 MB of them is a limit, too. @default 10000 */
  readonly maxBufferedRecords?: number
  /** How long a record may be tried, from `send` on, in ms. @default 120000 */
  readonly deliveryTimeoutMs?: number
  /**
   * Told how each record ended. With it, a promise of `send` that nobody awaits may reject without being an
   * unhandled rejection; without it, such a promise ends the process as any other.
   */
  readonly onDelivery?: (report: DeliveryReport<T>) => void
}

/** How all records of a producer ended. */
export interface CloseReport {
  /** Acknowledged. */
  readonly delivered: number
  /** Given up: refused, timed out, or not encodable; those that were tried may be stored nevertheless. */
  readonly failed: number
  /** Never tried: withdrawn by their signal, or still waiting when the time of `close` was up. */
  readonly unsent: number
}

/** Sends records to one topic, at least once, in order per partition. */
export interface Producer<T> {
  /**
   * Queues a record and settles when all in-sync replicas have it, or with a {@link KafkaError}. Waits while the
   * buffer is full. The signal withdraws a record that is not under way yet.
   */
  send(record: OutgoingRecord<T>, options?: { readonly signal?: AbortSignal }): Promise<Delivery>
  /** Sends what waits at once; settles when every record given to `send` before has ended, one way or the other. */
  flush(): Promise<void>
  /**
   * Accepts nothing more, sends the rest for at most `timeoutMs` (30000), then gives up what is left and closes all
   * connections. A second call gets the first one's report.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<CloseReport>
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
