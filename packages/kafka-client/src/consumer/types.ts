import type { KafkaError } from '../errors.ts'

/** Reads a value from the bytes between `offset` and `end`; a promise only where something must be fetched first. */
export interface Deserializer<T> {
  decode(bytes: Uint8Array, offset: number, end: number): T | Promise<T>
}

/** One header of a record, as received; names may repeat. */
export interface RecordHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

/** A record from a topic. */
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

/** A record whose value cannot be decoded: everything as received. */
export interface BadRecord extends ConsumedRecord<Uint8Array> {
  readonly value: Uint8Array
  /** `ERR_KAFKA_BAD_RECORD`; what the deserializer said is its `cause`. */
  readonly error: KafkaError
}

/** Options of `createConsumer`. */
export interface ConsumerOptions<T> {
  /** The topic; it must exist. */
  readonly topic: string
  /** Consumers of one group share the partitions; the group's committed offsets outlive them. */
  readonly groupId: string
  /** Makes a value of each record's bytes, for example a reader of `@hops-kafka/avro-codec`. */
  readonly value: Deserializer<T>
  /**
   * Where to begin on a partition for which the group has committed nothing, or whose committed offset the
   * broker has already deleted. `'latest'` is the end at the time the consumer is created; it is committed before
   * the first record, so that a lost membership leaves out nothing that came since.
   * @default 'earliest'
   */
  readonly start?: 'earliest' | 'latest'
  /**
   * Decides on a record that cannot be decoded: `'skip'` passes over it and counts it, `'fail'` ends the iteration
   * with its error once the records before it are taken. An error that says `retriable: true` (a registry that is
   * down) is tried again for 30 s first.
   * @default 'fail'
   */
  readonly onBadRecord?: (bad: BadRecord) => 'skip' | 'fail'
  /**
   * Called when the group's coordinator has confirmed the membership: at each join, then about every two seconds
   * while records can be fetched or wait to be taken. It must not throw.
   * @default nobody is told
   */
  readonly onHeartbeat?: () => void
  /**
   * Called at each join with the partitions that this member reads from now on. It must not throw.
   * @default nobody is told
   */
  readonly onAssignment?: (partitions: readonly number[]) => void
  /**
   * Called with each batch that was fetched, before its records are handed out. It must not throw.
   * @default nobody is told
   */
  readonly onFetch?: (fetched: FetchedBatch) => void
}

/** How far a partition reaches, as told with a batch of it. */
export interface FetchedBatch {
  readonly partition: number
  /** Offset of the next record to be written to the partition. */
  readonly endOffset: bigint
}

/**
 * A member of a consumer group, as an async iterable: `for await (const record of consumer)`. Leaving the loop keeps
 * the membership; another loop goes on with the next record. Records come in order per partition, at least once:
 * after a restart or a rebalance those not acknowledged come again.
 */
export interface Consumer<T> extends AsyncIterable<ConsumedRecord<T>> {
  /** How many records `onBadRecord` had skipped. */
  readonly skipped: number
  /**
   * Says that this record and all before it on its partition are handled. They are committed within a second, and
   * on close. Without it nothing but the start is ever committed. A record whose partition has moved to another member since is
   * passed over.
   */
  ack(record: Pick<ConsumedRecord<unknown>, 'partition' | 'offset'>): void
  /** Commits now what was acknowledged. @throws KafkaError, when the group did not take it */
  commit(): Promise<void>
  /**
   * Hands out no more records, commits what was acknowledged, leaves the group and closes all connections, within
   * `timeoutMs` (10000), even from inside the loop or while its body hangs. A second call waits for the first one.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
