import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaMessage } from 'kafkajs'
import { KafkaError, reasonOf } from '../errors.ts'
import type { BadRecord, ConsumedRecord, Deserializer, RecordHeader } from './types.ts'

/** How long a deserializer that says `retriable` is asked again. */
const PATIENCE_MS = 30_000
const PAUSE_MS = 500

/** Everything of a record but its value. */
export type RecordFrame = Omit<ConsumedRecord<unknown>, 'value'>

/** Where a message was found. */
export interface Place {
  readonly topic: string
  readonly partition: number
}

/** Everything of a message but its value, in our types. */
export function frameOf({ topic, partition }: Place, message: KafkaMessage): RecordFrame {
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key,
    headers: headersOf(message),
  }
}

/** Decodes a value; asks again for a while where the failure says that it may pass. Throws what is left. */
export function decodeValue<T>(deserializer: Deserializer<T>, bytes: Uint8Array): T | Promise<T> {
  try {
    const value = deserializer.decode(bytes, 0, bytes.length)
    if (!(value instanceof Promise)) return value
    return value.catch((error) => decodeAgain(deserializer, bytes, error))
  } catch (error) {
    if (mayPass(error)) return decodeAgain(deserializer, bytes, error)
    throw error
  }
}

async function decodeAgain<T>(
  deserializer: Deserializer<T>,
  bytes: Uint8Array,
  first: unknown,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (let failure = first; ; ) {
    if (!mayPass(failure) || Date.now() > deadline) throw failure
    await sleep(PAUSE_MS)
    try {
      return await deserializer.decode(bytes, 0, bytes.length)
    } catch (error) {
      failure = error
    }
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true
}

/** A record that cannot be decoded, with an error that says which one and how it begins. */
export function badRecord(frame: RecordFrame, value: Uint8Array, cause: unknown): BadRecord {
  const begins = Buffer.from(value.subarray(0, 16)).toString('hex')
  const error = new KafkaError('ERR_KAFKA_BAD_RECORD', {
    what: `cannot decode record ${frame.topic}-${frame.partition}@${frame.offset}`,
    because: `${reasonOf(cause)} (its ${value.length} bytes begin with ${begins || 'nothing'})`,
    fix: 'Find out what wrote it; onBadRecord may skip it',
    retriable: mayPass(cause),
    cause,
  })
  return { ...frame, value, error }
}

function headersOf({ headers = {} }: KafkaMessage): readonly RecordHeader[] {
  return Object.entries(headers).flatMap(([key, values]) =>
    [values].flat().map((value) => ({ key, value: toBytes(value) })),
  )
}

function toBytes(value: string | Buffer | undefined): Uint8Array | null {
  return typeof value === 'string' ? Buffer.from(value) : (value ?? null)
}
