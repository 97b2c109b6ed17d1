import type { KafkaError } from '../errors.ts'
import type { Compression } from '../wire/compression/codecs.ts'
import type { Partitioning } from './partitioner.ts'

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
  /** Another topic than the producer's own; it must exist. */
  readonly topic?: string
  /** Records of one key stay in order on one partition; text is sent as UTF-8. @default none */
  readonly key?: string | Uint8Array | null
  /** `null` sends a tombstone, past the serializer. */
  readonly value: T | null
  /** @default as the producer's `partitioner` says */
  readonly partition?: number
  /** Whole milliseconds since the epoch, below 2^52 (the year 144683). @default now */
  readonly timestamp?: number
  readonly headers?: readonly OutgoingHeader[]
}

/** Where a record was stored, acknowledged by all in-sync replicas. */
export interface Delivery {
  readonly topic: string
  readonly partition: number
  /** -1 where the broker knows only that it has the record already, which is rare. */
  readonly offset: bigint
  /** Milliseconds since the epoch: the record's own, or the broker's where the topic says LogAppendTime. */
  readonly timestamp: number
}

/**
 * A record on its way. It can be awaited as any promise, which it becomes only then; those that nobody awaits cost
 * next to nothing.
 */
export interface DeliveryHandle extends Promise<Delivery> {
  readonly topic: string
  /** Known as soon as the record has room in the buffer. */
  readonly partition: number | undefined
  /** Known once it is stored. */
  readonly offset: bigint | undefined
  /** Known once it is stored; milliseconds since the epoch. */
  readonly timestamp: number | undefined
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
  /** Where records go that name no topic of their own; it must exist. */
  readonly topic: string
  /** Makes bytes of each record's value, for example a writer of `@hops-kafka/avro-codec`. */
  readonly value: Serializer<T>
  /**
   * Whether the broker is to tell copies from new records, so that a retry neither doubles nor reorders any.
   * - `'auto'`: yes, and where the cluster denies it, without, with one line of log;
   * - `true`: yes, or `createProducer` throws `ERR_KAFKA_NOT_AUTHORIZED`;
   * - `false`: no; a record whose acknowledgement is lost may be stored twice.
   * @default 'auto'
   */
  readonly idempotent?: 'auto' | boolean
  /** How records find their partition. @default 'murmur2' */
  readonly partitioner?: Partitioning
  /** How batches are compressed; zstd needs Node 22.15. @default 'none' */
  readonly compression?: Compression
  /**
   * How long a record may wait for company before it is sent, in ms. Records that come while others are under way
   * travel together in any case, so 0 batches well under load.
   * @default 0
   */
  readonly lingerMs?: number
  /**
   * A batch is full at so many bytes; a larger record travels alone. Larger ones cost less per record; where the topic
   * takes none so large (`max.message.bytes`), each is sent again in halves.
   * @default 262144, or a quarter of `bufferBytes` where that is less
   */
  readonly batchBytes?: number
  /** Records accepted and not yet settled; `send` waits beyond, `trySend` refuses. @default 100000 */
  readonly bufferRecords?: number
  /** Memory of batches that are not yet settled, in bytes; the same holds beyond. @default 33554432 */
  readonly bufferBytes?: number
  /** How long a record may be tried, from `send` on, in ms. @default 120000 */
  readonly deliveryTimeoutMs?: number
  /**
   * Gives headers to be added to a record's own, for example a `traceparent` (W3C Trace Context). It is called within
   * `send`, in the caller's async context, so that a tracer finds the span that is active there; what it throws fails
   * that record. @default none are added
   */
  readonly addHeaders?: (record: OutgoingRecord<T>) => readonly OutgoingHeader[]
  /**
   * Told how each record ended. With it, a handle that nobody awaits may reject without being an unhandled rejection;
   * without it, such a handle ends the process as any other promise.
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

/** What a producer has done so far, and what it holds now. */
export interface ProducerStatistics extends CloseReport {
  /** Produce requests sent. */
  readonly requests: number
  /** Batches in them, repeated ones among them. */
  readonly batches: number
  /** Batches that were sent again. */
  readonly retries: number
  /** Bytes of batches sent, compressed where they were. */
  readonly bytes: number
  /** Records with a place in a batch and no end yet. */
  readonly bufferedRecords: number
  /** Memory of their batches. */
  readonly bufferedBytes: number
  /** Whether the cluster tells copies from new records; see `idempotent`. */
  readonly idempotent: boolean
}

/** Ends a wait. */
export interface Cancellable {
  readonly signal?: AbortSignal
}

/** Sends records, in order per partition; none is lost, and with idempotence none is stored twice. */
export interface Producer<T> {
  /**
   * Encodes a record and queues it. The handle, if awaited, settles when all in-sync replicas have the record, or with
   * a {@link KafkaError}. While the buffer is full, records wait here without a limit of their own: who never awaits
   * should use `trySend` or `sendAll`. The signal withdraws a record that still waits for room.
   */
  send(record: OutgoingRecord<T>, options?: Cancellable): DeliveryHandle
  /** As `send`, but refuses with `undefined` while the buffer is full or the record's topic is not known yet. */
  trySend(record: OutgoingRecord<T>): DeliveryHandle | undefined
  /** Settles when `trySend` takes a record again. @throws what the signal was aborted with */
  ready(options?: Cancellable): Promise<void>
  /**
   * Sends all of them, no faster than there is room, and settles when each has ended.
   * @returns how many were delivered
   * @throws the first {@link KafkaError}, after all have ended; `onDelivery` tells each. The signal ends the taking
   */
  sendAll(
    records: Iterable<OutgoingRecord<T>> | AsyncIterable<OutgoingRecord<T>>,
    options?: Cancellable,
  ): Promise<number>
  /** Sends what waits at once; settles when every record given to `send` before has ended, one way or the other. */
  flush(): Promise<void>
  /** What was done so far. */
  statistics(): ProducerStatistics
  /**
   * Accepts nothing more, sends the rest for at most `timeoutMs` (30000), then gives up what is left and closes all
   * connections. A second call gets the first one's report.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<CloseReport>
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
