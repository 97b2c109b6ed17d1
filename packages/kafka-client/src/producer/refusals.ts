import { KafkaError, reasonOf } from '../errors.ts'
import type { Account } from './account.ts'
import { type Reporter, tellReporter } from './deliveries.ts'
import type { Handle } from './delivery-handle.ts'
import type { OutgoingRecord } from './types.ts'

/** Counts and tells of records that get no place. */
export class Refusals {
  readonly #account: Account
  readonly #report: Reporter | undefined

  constructor(account: Account, report: Reporter | undefined) {
    this.#account = account
    this.#report = report
  }

  /** Ends a record with an error. */
  refuse(source: OutgoingRecord<unknown>, handle: Handle, error: KafkaError): Handle {
    const given = error.code === 'ERR_KAFKA_CLOSED' || error.code === 'ERR_KAFKA_ABORTED'
    if (given) this.#account.unsent++
    else this.#account.failed++
    handle.refuse(error, this.#report !== undefined)
    tellReporter(this.#report, { record: source, error })
    return handle
  }
}

/** Whatever was thrown as a record was encoded, in words. */
export function encodingFault(thrown: unknown, topic: string): KafkaError {
  if (thrown instanceof KafkaError) return thrown
  return new KafkaError('ERR_KAFKA_SERIALIZE', {
    what: `cannot encode a record for topic '${topic}'`,
    because: reasonOf(thrown),
    fix: 'Correct the record, or the schema its value is written with',
    cause: thrown,
  })
}
