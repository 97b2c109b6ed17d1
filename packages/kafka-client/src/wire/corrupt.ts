import { KafkaError } from '../errors.ts'

/** What a broker sent is not what the protocol says: another attempt may bring it unharmed. */
export function corrupt(because: string, cause?: unknown): KafkaError {
  return new KafkaError('ERR_KAFKA_CORRUPT', {
    what: 'cannot read what a broker sent',
    because,
    fix: "Look at the broker's log and disk; where only one partition is concerned, seek past the place",
    retriable: true,
    ...(cause === undefined ? {} : { cause }),
  })
}
