import { KafkaError } from '../errors.ts'
import { corrupt } from '../wire/corrupt.ts'

/** What an error code of a fetched partition means for who fetches. */
export type FetchFault =
  | { readonly kind: 'offset lost' | 'stale' }
  | { readonly kind: 'corrupt' | 'fatal'; readonly error: KafkaError }

const OFFSET_OUT_OF_RANGE = 1
const CORRUPT_MESSAGE = 2
const TOPIC_AUTHORIZATION_FAILED = 29
const UNSUPPORTED_COMPRESSION_TYPE = 76

/**
 * Tells apart what another attempt mends. Whatever has to do with who leads the partition, or with a broker that is
 * about to stop or to start, passes; a topic that was deleted, too, looks like that, and the group tells of it.
 * @see https://kafka.apache.org/protocol.html#protocol_error_codes
 */
export function fetchFault(errorCode: number, partition: string): FetchFault {
  switch (errorCode) {
    case OFFSET_OUT_OF_RANGE:
      return { kind: 'offset lost' }
    case CORRUPT_MESSAGE:
      return { kind: 'corrupt', error: corrupt(`the broker itself cannot read ${partition}`) }
    case TOPIC_AUTHORIZATION_FAILED:
      return { kind: 'fatal', error: denied(partition) }
    case UNSUPPORTED_COMPRESSION_TYPE:
      return { kind: 'fatal', error: tooNew(partition) }
    default:
      return { kind: 'stale' }
  }
}

function denied(partition: string): KafkaError {
  return new KafkaError('ERR_KAFKA_NOT_AUTHORIZED', {
    what: `cannot read ${partition}`,
    because: 'the broker no longer lets this user',
    fix: 'Have the topic shared with the project again',
  })
}

function tooNew(partition: string): KafkaError {
  return new KafkaError('ERR_KAFKA_PROTOCOL', {
    what: `cannot read ${partition}`,
    because:
      'its records are compressed in a way that this version of the fetch protocol does not know',
    fix: 'Have them written with gzip, snappy, lz4 or zstd',
  })
}
