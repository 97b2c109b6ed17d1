import type { Access } from '../cluster/access.ts'

/**
 * What a producer's process is to send. It answers in lines: `a ID PARTITION OFFSET MS` for an acknowledged record
 * (-1 for what it does not know), `f ID REASON MS` for one that failed, `u ID` for one that it had no time to send; MS
 * since the epoch.
 */
export interface ProduceJob {
  readonly access: Access
  readonly topic: string
  /** Records 0 to `count` - 1, in this order. */
  readonly count: number
  /** The pace, as far as the client takes it. */
  readonly perSecond: number
  /** Sending ends after so long, in ms: a client that cannot keep the pace would take for ever. */
  readonly sendForMs: number
  /** Record `id` has the key `key<id % keys>`; 0: none has a key. */
  readonly keys: number
  /** Of each value: the id, a space and filler. */
  readonly valueBytes: number
  readonly idempotent: boolean
  /** How long a record may be tried, in ms. */
  readonly deliveryTimeoutMs: number
  /** How long a request may go unanswered, in ms. */
  readonly requestTimeoutMs: number
}

/** The key of a record; undefined where records have none. */
export function keyOf(id: number, keys: number): string | undefined {
  return keys === 0 ? undefined : `key${id % keys}`
}

/** The value of a record. */
export function valueBytesOf(id: number, bytes: number): Buffer {
  const value = Buffer.alloc(Math.max(bytes, 12), 'x')
  value.write(`${id} `)
  return value
}
