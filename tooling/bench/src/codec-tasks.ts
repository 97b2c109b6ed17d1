/** The loops that all codecs in this process share, so that only what they call differs. */
import type { Workload } from './workloads/workload.ts'

/** Does the work so often. */
export type Task = (operations: number) => void

const BATCH_BYTES = 65_536

/** Framed records one behind the other, as in a record batch. */
export interface Batch {
  readonly bytes: Buffer
  readonly ends: readonly number[]
}

/** Joins framed records. */
export function batchOf(frames: readonly Uint8Array[]): Batch {
  let end = 0
  const ends = frames.map((frame) => {
    end += frame.length
    return end
  })
  return { bytes: Buffer.concat(frames), ends }
}

/** Fills a batch buffer over and over. */
export function encodeIntoTask<T>(
  { records }: Workload<T>,
  encodeInto: (record: T, target: Buffer, offset: number) => number,
): Task {
  const target = Buffer.alloc(BATCH_BYTES)
  return (operations) => {
    let offset = 0
    for (let done = 0; done < operations; done++) {
      const end = encodeInto(recordAt(records, done), target, offset)
      offset = Math.max(0, end)
    }
  }
}

/** Encodes record after record into buffers of their own. */
export function encodeTask<T>({ records }: Workload<T>, encode: (record: T) => Uint8Array): Task {
  return (operations) => {
    let bytes = 0
    for (let done = 0; done < operations; done++) bytes += encode(recordAt(records, done)).length
    if (bytes < operations) throw new Error('records have vanished')
  }
}

/** Decodes a batch over and over. */
export function decodeTask(
  { bytes, ends }: Batch,
  decode: (bytes: Buffer, offset: number, end: number) => unknown,
): Task {
  return (operations) => {
    for (let done = 0; done < operations; done++) {
      const index = done % ends.length
      const offset = index === 0 ? 0 : (ends[index - 1] ?? 0)
      if (decode(bytes, offset, ends[index] ?? 0) === undefined) throw new Error('no record')
    }
  }
}

/** The record of an operation. */
export function recordAt<T>(records: readonly T[], operation: number): T {
  const record = records[operation % records.length]
  if (record === undefined) throw new Error('there are no records')
  return record
}
