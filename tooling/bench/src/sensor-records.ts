/** The guide's record, as many values of it, and the loops that all in-process contenders share. */
export interface SensorRecord {
  readonly timestamp: number
  readonly id: string
  readonly value: number
}

export const SCHEMA_ID = 1
export const SCHEMA = JSON.stringify({
  type: 'record',
  name: 'sensor',
  fields: [
    { name: 'timestamp', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'id', type: 'string' },
    { name: 'value', type: 'double' },
  ],
})

/** Operations of a round for contenders that need 0.1 to 0.5 us each. */
export const OPERATIONS = 300_000

/** Different values, so that no loop can be folded into a constant. */
export const RECORDS: readonly SensorRecord[] = Array.from({ length: 1024 }, (_, index) => ({
  timestamp: 1_700_000_000_000 + index * 500,
  id: `sensor${index % 8}`,
  value: 10 + 0.1 * index + 40 * Math.cos(index / 16),
}))

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
export function encodeIntoTask(
  encodeInto: (record: SensorRecord, target: Buffer, offset: number) => number,
): (operations: number) => void {
  const target = Buffer.alloc(BATCH_BYTES)
  return (operations) => {
    let offset = 0
    for (let done = 0; done < operations; done++) {
      const end = encodeInto(recordAt(done), target, offset)
      offset = Math.max(0, end)
    }
  }
}

/** Encodes record after record into buffers of their own. */
export function encodeTask(
  encode: (record: SensorRecord) => Uint8Array,
): (operations: number) => void {
  return (operations) => {
    let bytes = 0
    for (let done = 0; done < operations; done++) bytes += encode(recordAt(done)).length
    if (bytes < operations) throw new Error('records have vanished')
  }
}

/** Decodes a batch over and over. */
export function decodeTask(
  { bytes, ends }: Batch,
  decode: (bytes: Buffer, offset: number, end: number) => unknown,
): (operations: number) => void {
  return (operations) => {
    for (let done = 0; done < operations; done++) {
      const index = done % ends.length
      const offset = index === 0 ? 0 : (ends[index - 1] ?? 0)
      if (decode(bytes, offset, ends[index] ?? 0) === undefined) throw new Error('no record')
    }
  }
}

/** The record of an operation. */
export function recordAt(operation: number): SensorRecord {
  const record = RECORDS[operation % RECORDS.length]
  if (record === undefined) throw new Error('there are no records')
  return record
}
