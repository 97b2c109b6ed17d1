import { badOption, nonEmpty, wholeNumber } from '../connection/connection.ts'
import type { FailureAction, FailurePolicy } from './failure.ts'
import type { Consumer, Deserializer, FetchedBatch, PartitionPosition } from './types.ts'

/**
 * Where to begin: at the first record, behind the last one, at an offset, at the first record of a time (ms since the
 * epoch) or of so many ms ago.
 */
export type StartPosition =
  | 'earliest'
  | 'latest'
  | { readonly offset: bigint }
  | { readonly timestamp: number }
  | { readonly agoMs: number }

/** A partition that could not be read where it was to be read. */
export interface OffsetLoss {
  readonly partition: number
  /** What was to be read next; the broker no longer has it, or never had. */
  readonly lost: bigint
  /** Where it goes on; undefined where the policy is `'fail'`. */
  readonly restartsAt: bigint | undefined
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
   * Where to begin on a partition for which the group has committed nothing. Anything but `'earliest'` is looked up
   * when the consumer is created, and committed before the first record, so that a lost membership leaves out nothing
   * that came since.
   * @default 'earliest'
   */
  readonly start?: StartPosition
  /**
   * Where to go on when the broker no longer has the next record, because it was deleted or its log was truncated;
   * `'fail'` ends the loop or `run` with `ERR_KAFKA_OFFSET_LOST`.
   * @default 'earliest'
   */
  readonly onOffsetLost?: 'earliest' | 'latest' | 'fail'
  /**
   * Told of each partition that could not be read where it was to be read. It must not throw.
   * @default a warning is logged
   */
  readonly onOffsetLoss?: (loss: OffsetLoss) => void
  /**
   * What becomes of a record that cannot be decoded, or whose handler fails. A failure to decode that says
   * `retriable: true` (a registry that is down) is tried again for 30 s first, and then fails whatever is said here.
   * @default 'fail'
   */
  readonly onFailure?: FailureAction | FailurePolicy
  /** An existing topic for `'dead-letter'`: original key, value, headers and time, and headers that name origin and cause. */
  readonly deadLetterTopic?: string
  /**
   * How long a record may be worked on, by a handler, or by a loop before it asks for the next one. Heartbeats keep
   * the partition that long. A handler is aborted then and its record has failed; a loop's consumer leaves the group,
   * so that others go on, and joins again when the loop asks for more.
   * @default 300000
   */
  readonly maxProcessingMs?: number
  /** How often what was acknowledged is committed, in ms. @default 1000 */
  readonly commitIntervalMs?: number
  /** After how many acknowledged records it is committed earlier. @default 100000 */
  readonly commitRecords?: number
  /**
   * How many bytes may be fetched ahead, over all partitions. One that has its share waits until half of it is taken.
   * @default 16777216
   */
  readonly prefetchBytes?: number
  /** Gives up joining: `createConsumer` rejects with `ERR_KAFKA_ABORTED`, and nothing is left of it. */
  readonly signal?: AbortSignal
  /**
   * Called when the group's coordinator has confirmed the membership: at each join, then about every two seconds. It
   * must not throw.
   * @default nobody is told
   */
  readonly onHeartbeat?: () => void
  /**
   * Called at each join with the partitions that this member reads from now on. It must not throw.
   * @default nobody is told
   */
  readonly onAssignment?: (partitions: readonly number[]) => void
  /**
   * Called with each fetch of a partition, before its records are handed out, and at least once a second while
   * nothing is written to it. It must not throw.
   * @default nobody is told
   */
  readonly onFetch?: (fetched: FetchedBatch) => void
  /**
   * Called once a second with those of this member's partitions whose position, commit or end has changed since, by
   * which {@link Consumer.positions} can be followed without asking the brokers: the end is the one last fetched. It
   * must not throw.
   * @default nobody is told, and nobody looks
   */
  readonly onPositions?: (changed: readonly PartitionPosition[]) => void
}

/** Options with their defaults, once checked. */
export type CheckedOptions<T> = ConsumerOptions<T> &
  Required<
    Pick<
      ConsumerOptions<T>,
      | 'start'
      | 'onOffsetLost'
      | 'onFailure'
      | 'maxProcessingMs'
      | 'commitIntervalMs'
      | 'commitRecords'
      | 'prefetchBytes'
    >
  >

/** @throws KafkaError `ERR_KAFKA_BAD_OPTION` */
export function checkOptions<T>(options: ConsumerOptions<T>): CheckedOptions<T> {
  nonEmpty('topic', options.topic)
  nonEmpty('groupId', options.groupId)
  const onOffsetLost = options.onOffsetLost ?? 'earliest'
  if (!['earliest', 'latest', 'fail'].includes(onOffsetLost)) {
    throw badOption('onOffsetLost', onOffsetLost, "Give 'earliest', 'latest' or 'fail'")
  }
  return {
    ...options,
    start: checkStart(options.start ?? 'earliest'),
    onOffsetLost,
    onFailure: checkFailure(options),
    maxProcessingMs: wholeNumber('maxProcessingMs', options.maxProcessingMs ?? 300_000, 1),
    commitIntervalMs: wholeNumber('commitIntervalMs', options.commitIntervalMs ?? 1_000, 1),
    commitRecords: wholeNumber('commitRecords', options.commitRecords ?? 100_000, 1),
    prefetchBytes: wholeNumber('prefetchBytes', options.prefetchBytes ?? 16 * 1024 * 1024, 1),
  }
}

const STARTS = "Give 'earliest', 'latest', { offset }, { timestamp } or { agoMs }"

function checkStart(start: StartPosition): StartPosition {
  if (start === 'earliest' || start === 'latest') return start
  if (typeof start !== 'object' || start === null) throw badOption('start', start, STARTS)
  if ('offset' in start) {
    if (typeof start.offset === 'bigint' && start.offset >= 0n) return start
    throw badOption('start.offset', start.offset, 'Give a bigint from 0n')
  }
  const [name, ms] =
    'timestamp' in start
      ? (['start.timestamp', start.timestamp] as const)
      : (['start.agoMs', start.agoMs] as const)
  if (Number.isSafeInteger(ms) && ms >= 0) return start
  throw badOption(name, ms, `Give a whole number of milliseconds from 0; or: ${STARTS}`)
}

function checkFailure<T>({ onFailure = 'fail', deadLetterTopic }: ConsumerOptions<T>) {
  if (deadLetterTopic !== undefined) nonEmpty('deadLetterTopic', deadLetterTopic)
  if (onFailure === 'dead-letter' && deadLetterTopic === undefined) {
    throw badOption('deadLetterTopic', undefined, "onFailure 'dead-letter' needs one")
  }
  const isKnown =
    typeof onFailure === 'function' || ['fail', 'skip', 'dead-letter', 'pause'].includes(onFailure)
  if (isKnown) return onFailure
  const choices = "Give 'fail', 'skip', 'dead-letter', 'pause' or a function"
  throw badOption('onFailure', onFailure, choices)
}
