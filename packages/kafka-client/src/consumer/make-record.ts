import { KafkaError, reasonOf } from '../errors.ts'
import type { RecordColumns } from '../wire/decode-records.ts'
import { mayPass } from './decode-value.ts'
import type { FailedRecord } from './failure.ts'
import type { ConsumedRecord, RecordHeader } from './types.ts'

/** One record among those of its batch. */
export interface RecordPlace {
  readonly topic: string
  readonly partition: number
  readonly columns: RecordColumns
  readonly index: number
}

/** The record, with a value that was made of its bytes. */
export function makeRecord<T>(
  { topic, partition, columns, index }: RecordPlace,
  value: T,
  headers = columns.headers(index),
): ConsumedRecord<T> {
  return {
    topic,
    partition,
    offset: BigInt(columns.offset(index)),
    timestamp: columns.timestamp(index),
    key: columns.key(index),
    headers,
    value,
  }
}

/** Shows a record in a message: `topic-partition@offset`. */
export function nameOf({
  topic,
  partition,
  offset,
}: Pick<ConsumedRecord<unknown>, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}-${partition}@${offset}`
}

/** A record that cannot be decoded, with an error that says which one and how it begins. */
export function undecodable(place: RecordPlace, cause: unknown, attempt: number): FailedRecord {
  const bytes = place.columns.value(place.index)
  const record = makeRecord(place, bytes, readableHeaders(place))
  const begins = bytes?.subarray(0, 16).toString('hex')
  const error = new KafkaError('ERR_KAFKA_BAD_RECORD', {
    what: `cannot decode record ${nameOf(record)}`,
    because: `${reasonOf(cause)} (its ${bytes?.length ?? 0} bytes begin with ${begins || 'nothing'})`,
    fix: 'Find out what wrote it; onFailure may skip it or store it elsewhere',
    retriable: mayPass(cause),
    cause,
  })
  return { ...record, error, attempt }
}

/** They may be what cannot be decoded. */
function readableHeaders({ columns, index }: RecordPlace): readonly RecordHeader[] {
  try {
    return columns.headers(index)
  } catch {
    return []
  }
}
