import type { KafkaError } from '../errors.ts'
import type { ConsumedRecord } from './types.ts'

/**
 * What becomes of a record that cannot be decoded or handled:
 * - `'fail'` ends the loop or `run` with its error, once what is before it is handed out, and leaves the group
 * - `'skip'` passes over it, counted
 * - `'dead-letter'` stores it in `deadLetterTopic`; only then does it count as handled
 * - `'pause'` stops its partition there, until `resume` hands it out again; the others go on
 */
export type FailureAction = 'fail' | 'skip' | 'dead-letter' | 'pause'

/** {@link FailureAction}, or another attempt after so many milliseconds; the partition waits meanwhile. */
export type FailureDecision = FailureAction | { readonly retryAfterMs: number }

/** A record that failed: everything as received. */
export interface FailedRecord extends ConsumedRecord<Uint8Array> {
  /**
   * `ERR_KAFKA_BAD_RECORD`, `ERR_KAFKA_HANDLER` or `ERR_KAFKA_HANDLER_TIMEOUT`; what the deserializer or handler threw
   * is its `cause`.
   */
  readonly error: KafkaError
  /** How often it was tried. */
  readonly attempt: number
}

/** Decides on a record that failed. What it throws ends the loop or `run`. */
export type FailurePolicy = (failed: FailedRecord) => FailureDecision | Promise<FailureDecision>

/** How often {@link retry} tries, and what then. */
export interface RetryOptions {
  /** Attempts in all, the first one included. @default 5 */
  readonly attempts?: number
  /** Before the second attempt; each further wait is twice as long. @default 200 */
  readonly firstDelayMs?: number
  /** The longest wait. @default 30000 */
  readonly maxDelayMs?: number
  /** What becomes of a record that failed each time, or of one that cannot be decoded. @default 'fail' */
  readonly then?: FailureAction | FailurePolicy
}

/**
 * A failure policy that has records handled again, with growing waits in between. Records that cannot be decoded are
 * not tried again, since their bytes stay as they are.
 */
export function retry(options: RetryOptions = {}): FailurePolicy {
  const { attempts = 5, firstDelayMs = 200, maxDelayMs = 30_000, then = 'fail' } = options
  return (failed) => {
    const mayPass = failed.error.code !== 'ERR_KAFKA_BAD_RECORD'
    if (mayPass && failed.attempt < attempts) {
      return { retryAfterMs: Math.min(maxDelayMs, firstDelayMs * 2 ** (failed.attempt - 1)) }
    }
    return typeof then === 'function' ? then(failed) : then
  }
}
