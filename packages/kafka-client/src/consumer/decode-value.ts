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
  // Only where there are some: reading them takes longer than all the rest of a record.
  const headers = columns.hasHeaders(index) ? columns.headers(index) : undefined
  const start = columns.valueStart(index)
  const end = columns.valueEnd(index)
  if (end < start) return null
  try {
    // No function is made here: this is done for every record.
    const value = deserializer.decode(columns.bytes, start, end, headers)
    if (!(value instanceof Promise)) return value
    return value.catch((error) => decodeAgain(deserializer, { columns, index, error }))
  } catch (error) {
    if (mayPass(error)) return decodeAgain(deserializer, { columns, index, error })
    throw error
  }
}

interface Failure {
  readonly columns: RecordColumns
  readonly index: number
  readonly error: unknown
}

async function decodeAgain<T>(
  deserializer: Deserializer<T>,
  { columns, index, error }: Failure,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (let failure = error; ; ) {
    if (!mayPass(failure) || Date.now() > deadline) throw failure
    await sleep(PAUSE_MS)
    try {
      const [start, end] = [columns.valueStart(index), columns.valueEnd(index)]
      return await deserializer.decode(columns.bytes, start, end, columns.headers(index))
    } catch (again) {
      failure = again
    }
  }
}

/** Whether an error says of itself that it may pass. */
export function mayPass(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true
}
