/**
 * Reads a value from the bytes between `offset` and `end`; a promise only where something must be fetched first.
 * `headers` are the record's, absent where it has none: some writers name a value's schema there.
 */
export interface Deserializer<T> {
  decode(
    bytes: Uint8Array,
    offset: number,
    end: number,
    headers?: readonly RecordHeader[],
  ): T | Promise<T>
}

/** One header of a record, as received; names may repeat. */
export interface RecordHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

/** A record from a topic. Key and header values are views into what was fetched: copy what is kept for long. */
export interface ConsumedRecord<T> {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly headers: readonly RecordHeader[]
  /** `null` is a tombstone. */
  readonly value: T | null
}

/**
 * Records of one partition that were written in one batch, decoded together. The values are ready; the rest is read
 * when it is asked for, which makes a batch several times faster than its records one by one.
 */
export interface RecordBatch<T> extends Iterable<ConsumedRecord<T>> {
  readonly topic: string
  readonly partition: number
  readonly firstOffset: bigint
  readonly lastOffset: bigint
  /** `null` is a tombstone. */
  readonly values: readonly (T | null)[]
  /** Offset of the record at an index of `values`; they may have gaps. */
  offset(index: number): bigint
  /** Milliseconds since the epoch. */
  timestamp(index: number): number
  key(index: number): Uint8Array | null
  headers(index: number): readonly RecordHeader[]
}

/** What names a record, or a batch by its end, to {@link Consumer.ack}. */
export type Handled =
  | Pick<ConsumedRecord<unknown>, 'partition' | 'offset'>
  | Pick<RecordBatch<unknown>, 'partition' | 'lastOffset'>

/** How far a partition reaches, as told with a fetch of it. */
export interface FetchedBatch {
  readonly partition: number
  /** Offset of the next record to be written to the partition. */
  readonly endOffset: bigint
}

/** How far this member has come on one of its partitions. */
export interface PartitionPosition {
  readonly partition: number
  /** Offset of the next record to be handed out. */
  readonly position: bigint
  /** What the group has committed; undefined when that is nothing. */
  readonly committed: bigint | undefined
  /** Offset of the next record to be written. */
  readonly endOffset: bigint
  /** Records that are not committed: from `committed`, or else from the first record, where Kafka's own tool tells none. */
  readonly lag: bigint
}

/** What a handler knows beside its record. */
export interface HandlerContext {
  /**
   * Aborted when the result no longer counts: the partition went to another member, the handler took longer than
   * `maxProcessingMs`, or the consumer was closed and waited no longer. Its reason is a `KafkaError`.
   */
  readonly signal: AbortSignal
  /** 1, or more when the failure policy had the record handled again. */
  readonly attempt: number
}

/** Handles a record; it counts as handled when this returns, or when the promise resolves. */
export type Handler<T> = (record: ConsumedRecord<T>, context: HandlerContext) => unknown

/** How `run` works. */
export interface RunOptions {
  /** How many handlers may be under way at once. @default 1 */
  readonly concurrency?: number
  /**
   * What is handled one after the other: the records of a partition, or only those of a key in it. Whatever the order
   * in which handlers end, only offsets below which all is handled are committed.
   * @default 'partition'
   */
  readonly order?: 'partition' | 'key'
}

/**
 * A member of a consumer group, as an async iterable: `for await (const record of consumer)`. Leaving the loop keeps
 * the membership; another loop goes on with the next record. Records come in order per partition, at least once:
 * after a restart those not acknowledged come again, after a rebalance those whose partition went to another member.
 */
export interface Consumer<T> extends AsyncIterable<ConsumedRecord<T>>, AsyncDisposable {
  /** How many records were passed over because the failure policy said `'skip'`. */
  readonly skipped: number
  /** How many records were stored in the dead-letter topic. */
  readonly deadLettered: number
  /** The same records in the batches in which they were written; see {@link RecordBatch}. Acknowledge each batch. */
  batches(): AsyncIterable<RecordBatch<T>>
  /**
   * Calls `handler` with each record and acknowledges those it has handled. What it throws is dealt with by the
   * consumer's `onFailure`. Resolves when the consumer is closed.
   *
   * @throws KafkaError what ended it: `ERR_KAFKA_HANDLER`, `ERR_KAFKA_HANDLER_TIMEOUT` or `ERR_KAFKA_BAD_RECORD`
   *   where the policy said `'fail'`, `ERR_KAFKA_OFFSET_LOST`, `ERR_KAFKA_CORRUPT`, or why the membership is lost
   *   for good. The group's other members have the partitions by then.
   */
  run(handler: Handler<T>, options?: RunOptions): Promise<void>
  /**
   * Says that this record, or batch, and all before it on its partition are handled. They are committed within
   * `commitIntervalMs`, and on close. Without it nothing but the start is ever committed. A record whose partition
   * has moved to another member since is passed over.
   */
  ack(handled: Handled): void
  /** Commits now what was acknowledged. @throws KafkaError, when the group did not take it */
  commit(): Promise<void>
  /**
   * Goes on with another offset of a partition that this member has, backwards or forwards. What is acknowledged from
   * there on is committed, even where that is less than before.
   * @throws KafkaError `ERR_KAFKA_BAD_OPTION`, when it is not this member's
   */
  seek(partition: number, offset: bigint): void
  /** Hands out nothing more from these partitions, or from all; the membership goes on. */
  pause(partitions?: readonly number[]): void
  /** Undoes {@link pause}, and what the failure policy paused: the record that failed is handed out again. */
  resume(partitions?: readonly number[]): void
  /** Asks the brokers how far this member's partitions reach. @throws KafkaError */
  positions(): Promise<readonly PartitionPosition[]>
  /**
   * Hands out no more records, lets handlers under way end, commits what was acknowledged, leaves the group and closes
   * all connections, within `timeoutMs` (10000), even when a handler hangs, or in the middle of a join. A loop body or
   * batch under way gets one second of it. Awaited from inside a handler it waits for that handler in vain, until its
   * time is up: call it there without awaiting it. A second call waits for the first one.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
