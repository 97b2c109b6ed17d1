import { NO_HEADERS, type WriteValue } from '../wire/record-batch.ts'
import { sizeOfVarint, writeVarint } from '../wire/varint.ts'
import type { OutgoingHeader, Serializer } from './types.ts'

/** A serializer of either kind, as what writes into a batch. */
export function writerOf<T>(serializer: Serializer<T>): WriteValue<T> {
  if ('encodeInto' in serializer) {
    return (value, target, offset) => {
      const end = serializer.encodeInto(value, target, offset)
      if (end > target.length || (end >= 0 && end < offset) || !Number.isInteger(end)) {
        throw new Error(`encodeInto returned ${end} at ${offset} of ${target.length} bytes`)
      }
      return end
    }
  }
  return (value, target, offset) =>
    writeBytes(checkedBytes(serializer.encode(value)), target, offset)
}

/** {@link WriteValue} of bytes. */
export function writeBytes(bytes: Uint8Array, target: Buffer, offset: number): number {
  if (offset + bytes.length > target.length) return -1
  target.set(bytes, offset)
  return offset + bytes.length
}

/** A value in bytes of its own, for a record that has to wait. */
export function encodeAlone<T>(value: T, write: WriteValue<T>): Buffer {
  for (let target = Buffer.allocUnsafe(1_024); ; target = Buffer.allocUnsafe(target.length * 2)) {
    const end = write(value, target, 0)
    if (end >= 0) return target.subarray(0, end)
  }
}

/** The count of headers, then each with its lengths. */
export function encodeHeaders(headers: readonly OutgoingHeader[] | undefined): Uint8Array {
  if (headers === undefined || headers.length === 0) return NO_HEADERS
  const fields = headers.flatMap(({ key, value }) => {
    if (typeof key !== 'string') throw new Error('a header lacks its key')
    return [Buffer.from(key), headerValue(value)]
  })
  const size = fields.reduce(
    (sum, { length }) => sum + sizeOfVarint(length) + length,
    sizeOfVarint(headers.length),
  )
  const bytes = new Uint8Array(size)
  let at = writeVarint(headers.length, bytes, 0)
  for (const field of fields) {
    at = writeVarint(field.length, bytes, at)
    bytes.set(field, at)
    at += field.length
  }
  return bytes
}

function headerValue(value: string | Uint8Array): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value)
  if (value instanceof Uint8Array) return value
  throw new Error(`a header's value is neither text nor bytes but ${typeof value}`)
}

function checkedBytes(bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes
  throw new Error(`encode returned ${typeof bytes}, not a Uint8Array`)
}
