import type { Round } from './flush-rounds.ts'
import type { Delivery, OutgoingRecord } from './types.ts'

/** A record as bytes. */
export interface EncodedRecord<T> {
  readonly source: OutgoingRecord<T>
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly { readonly key: string; readonly value: Buffer }[]
  readonly timestamp: number
  /** Bytes it takes on the wire, about. */
  readonly size: number
  /** When to give up, in ms since the epoch. */
  readonly deadline: number
}

/** The two ends of the promise that `send` gave. */
export interface Settle {
  readonly resolve: (delivery: Delivery) => void
  readonly reject: (error: unknown) => void
}

/** `waiting` for room in the buffer, `buffered` for its partition, `sending` from its first attempt on. */
export type RecordState = 'waiting' | 'buffered' | 'sending' | 'settled'

/** A record on its way. */
export interface PendingRecord<T = unknown> extends EncodedRecord<T>, Settle {
  /** Its share in what a flush waits for. */
  readonly round: Round
  state: RecordState
}

/** What the broker said of a batch. */
export interface BatchResult {
  readonly baseOffset: bigint
  /** Milliseconds since the epoch where the topic says LogAppendTime, else -1. */
  readonly logAppendTime: number
}

/** One attempt to store a batch on a partition; it has no retry of its own. */
export type Attempt = (partition: number, records: readonly PendingRecord[]) => Promise<BatchResult>
