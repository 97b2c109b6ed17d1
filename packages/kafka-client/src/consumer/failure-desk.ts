import { setTimeout as sleep } from 'node:timers/promises'
import { KafkaError, reasonOf } from '../errors.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { FailedRecord, FailureAction, FailureDecision, FailurePolicy } from './failure.ts'
import { nameOf } from './make-record.ts'

/** A record that failed, and what could be done about it. */
export interface FailureCase {
  /** Puts the failure of an attempt into words. */
  readonly failed: (attempt: number, cause: unknown) => FailedRecord
  /** What the first attempt failed with. */
  readonly first: unknown
  /** Makes another attempt. */
  readonly again: (attempt: number) => Promise<void>
  /** False once nobody waits for this record any more. */
  readonly isWanted: () => boolean
}

/** How a record that failed has ended. */
export type FailureOutcome = 'succeeded' | 'dealt with' | 'pause' | 'unwanted'

/** What a desk is made of. */
export interface FailureDeskParts {
  readonly policy: FailureAction | FailurePolicy
  readonly deadLetters: DeadLetters | undefined
  /** Aborted when the consumer is closed: who waits for another attempt waits no longer. */
  readonly signal: AbortSignal
}

/** Deals with records that failed, as the policy says. */
export class FailureDesk {
  readonly #parts: FailureDeskParts
  #skipped = 0
  #deadLettered = 0

  constructor(parts: FailureDeskParts) {
    this.#parts = parts
  }

  get skipped(): number {
    return this.#skipped
  }

  get deadLettered(): number {
    return this.#deadLettered
  }

  /** @throws KafkaError, when the policy says `'fail'`, or cannot be asked */
  async settle({ failed, first, again, isWanted }: FailureCase): Promise<FailureOutcome> {
    let cause = first
    for (let attempt = 1; ; attempt++) {
      const record = failed(attempt, cause)
      const decision = await this.#decide(record)
      if (!isWanted()) return 'unwanted'
      if (typeof decision === 'string') return this.#act(decision, record, isWanted)
      await this.#wait(decision.retryAfterMs)
      if (!isWanted() || this.#parts.signal.aborted) return 'unwanted'
      try {
        await again(attempt + 1)
        return 'succeeded'
      } catch (error) {
        cause = error
      }
    }
  }

  async #decide(record: FailedRecord): Promise<FailureDecision> {
    const { policy } = this.#parts
    // Not the record's fault: the next one would fail as well.
    if (record.error.code === 'ERR_KAFKA_BAD_RECORD' && record.error.retriable) return 'fail'
    if (typeof policy !== 'function') return policy
    try {
      const decision = await policy(record)
      if (isDecision(decision)) return decision
      throw new TypeError(`it returned ${String(decision)}`)
    } catch (cause) {
      throw new KafkaError(record.error.code, {
        what: `onFailure failed for record ${nameOf(record)}`,
        because: reasonOf(cause),
        fix: `Have it return 'fail', 'skip', 'dead-letter', 'pause' or { retryAfterMs }`,
        cause,
      })
    }
  }

  async #act(
    action: FailureAction,
    record: FailedRecord,
    isWanted: () => boolean,
  ): Promise<FailureOutcome> {
    switch (action) {
      case 'fail':
        throw record.error
      case 'pause':
        return 'pause'
      case 'skip':
        this.#skipped++
        return 'dealt with'
      case 'dead-letter':
        if (!(await this.#letters(record).store(record, isWanted))) return 'unwanted'
        this.#deadLettered++
        return 'dealt with'
    }
  }

  #letters(record: FailedRecord): DeadLetters {
    const { deadLetters } = this.#parts
    if (deadLetters !== undefined) return deadLetters
    throw new KafkaError('ERR_KAFKA_BAD_OPTION', {
      what: `record ${nameOf(record)} cannot be stored as a dead letter`,
      because: 'there is no deadLetterTopic',
      fix: 'Give createConsumer a deadLetterTopic',
      cause: record.error,
    })
  }

  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#parts.signal }).catch(() => {})
  }
}

const ACTIONS: ReadonlySet<unknown> = new Set<FailureAction>([
  'fail',
  'skip',
  'dead-letter',
  'pause',
])

function isDecision(decision: unknown): decision is FailureDecision {
  if (typeof decision !== 'object' || decision === null) return ACTIONS.has(decision)
  const { retryAfterMs } = decision as { retryAfterMs?: unknown }
  return typeof retryAfterMs === 'number' && retryAfterMs >= 0
}
