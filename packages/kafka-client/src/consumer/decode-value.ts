import { setTimeout as sleep } from 'node:timers/promises'
import type { RecordColumns } from '../wire/decode-records.ts'
import type { Deserializer } from './types.ts'

/** How long a deserializer that says `retriable` is asked again. */
const PATIENCE_MS = 30_000
const PAUSE_MS = 500

/**
 * The value of a record, read where it lies. Asks again for a while where the failure says that it may pass. Throws,
 * or rejects with, what is left.
 */
export function decodeValue<T>(
  deserializer: Deserializer<T>,
  columns: RecordColumns,
  index: number,
): T | null | Promise<T | null> {
  const start = columns.valueStart(index)
  const end = columns.valueEnd(index)
  if (end < start) return null
  const decode = (): T | Promise<T> => deserializer.decode(columns.bytes, start, end)
  try {
    const value = decode()
    return value instanceof Promise ? value.catch((error) => decodeAgain(decode, error)) : value
  } catch (error) {
    if (mayPass(error)) return decodeAgain(decode, error)
    throw error
  }
}

async function decodeAgain<T>(decode: () => T | Promise<T>, first: unknown): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (let failure = first; ; ) {
    if (!mayPass(failure) || Date.now() > deadline) throw failure
    await sleep(PAUSE_MS)
    try {
      return await decode()
    } catch (error) {
      failure = error
    }
  }
}

/** Whether an error says of itself that it may pass. */
export function mayPass(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true
}
