import type { KafkaError } from '../errors.ts'
import type { Stored } from './deliveries.ts'

/** What an attempt to store a batch amounts to. */
export type Verdict =
  | { readonly kind: 'stored'; readonly stored: Stored }
  /** Try again; `unknown`: it may be stored, and nobody knows. */
  | { readonly kind: 'again'; readonly unknown: boolean; readonly error: KafkaError }
  /** Not stored as a whole; its parts may be. */
  | { readonly kind: 'split'; readonly error: KafkaError }
  /** Not stored, and never will be. */
  | { readonly kind: 'never'; readonly error: KafkaError }
  /** Not stored: it does not follow what the broker has of this producer. */
  | { readonly kind: 'gap'; readonly error: KafkaError }

/** What a code of the broker means for a batch (Kafka protocol guide, "Error Codes"). */
export interface CodeMeaning {
  readonly name: string
  readonly kind: Exclude<Verdict['kind'], 'stored'> | 'copy' | 'topic' | 'denied' | 'identity'
  /** It may have been stored before the broker answered so. */
  readonly unknown?: boolean
  /** Another broker may lead the partition by now. */
  readonly moved?: boolean
}

const MEANINGS: Readonly<Record<number, CodeMeaning>> = {
  2: { name: 'CORRUPT_MESSAGE', kind: 'again' },
  3: { name: 'UNKNOWN_TOPIC_OR_PARTITION', kind: 'topic', moved: true },
  5: { name: 'LEADER_NOT_AVAILABLE', kind: 'again', moved: true },
  6: { name: 'NOT_LEADER_OR_FOLLOWER', kind: 'again', unknown: true, moved: true },
  7: { name: 'REQUEST_TIMED_OUT', kind: 'again', unknown: true },
  10: { name: 'MESSAGE_TOO_LARGE', kind: 'split' },
  13: { name: 'NETWORK_EXCEPTION', kind: 'again', unknown: true, moved: true },
  17: { name: 'INVALID_TOPIC_EXCEPTION', kind: 'never' },
  18: { name: 'RECORD_LIST_TOO_LARGE', kind: 'split' },
  19: { name: 'NOT_ENOUGH_REPLICAS', kind: 'again' },
  20: { name: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', kind: 'again', unknown: true },
  29: { name: 'TOPIC_AUTHORIZATION_FAILED', kind: 'denied' },
  31: { name: 'CLUSTER_AUTHORIZATION_FAILED', kind: 'identity' },
  // One record of many may be at fault: the others pass in parts.
  32: { name: 'INVALID_TIMESTAMP', kind: 'split' },
  45: { name: 'OUT_OF_ORDER_SEQUENCE_NUMBER', kind: 'gap' },
  46: { name: 'DUPLICATE_SEQUENCE_NUMBER', kind: 'copy' },
  47: { name: 'INVALID_PRODUCER_EPOCH', kind: 'gap' },
  56: { name: 'KAFKA_STORAGE_ERROR', kind: 'again', unknown: true, moved: true },
  59: { name: 'UNKNOWN_PRODUCER_ID', kind: 'gap' },
  74: { name: 'FENCED_LEADER_EPOCH', kind: 'again', moved: true },
  75: { name: 'UNKNOWN_LEADER_EPOCH', kind: 'again', moved: true },
  87: { name: 'INVALID_RECORD', kind: 'split' },
  89: { name: 'THROTTLING_QUOTA_EXCEEDED', kind: 'again' },
  90: { name: 'PRODUCER_FENCED', kind: 'gap' },
}

/** What the broker's code means; one that is not known is final. */
export function meaningOf(errorCode: number): CodeMeaning {
  return MEANINGS[errorCode] ?? { name: `error code ${errorCode}`, kind: 'never' }
}

/** An error as KafkaJS makes it of an answer. */
export function brokerError(name: string, kind: CodeMeaning['kind']): Error {
  const error = new Error(`the broker says ${name}`)
  const retriable = kind === 'again' || kind === 'gap' || kind === 'topic'
  return Object.assign(error, { name: 'KafkaJSProtocolError', type: name, retriable })
}
