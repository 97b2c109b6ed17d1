import { AvroCodecError } from './errors.ts'

/** The same memory as a Buffer, whose methods readers and writers need. */
export function asBuffer(bytes: Uint8Array): Buffer {
  if (bytes instanceof Buffer) return bytes
  if (bytes instanceof Uint8Array) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  throw new AvroCodecError('ERR_AVRO_INVALID_ARGUMENT', {
    what: 'bytes',
    because: `a ${typeof bytes} was given`,
    fix: 'Give a Uint8Array or a Buffer',
  })
}

/**
 * Refuses a range that does not lie within `bytes`.
 * @throws {@link AvroCodecError} ERR_AVRO_INVALID_ARGUMENT
 */
export function requireRange(bytes: Uint8Array, offset: number, end: number): void {
  const whole = Number.isInteger(offset) && Number.isInteger(end)
  if (whole && offset >= 0 && offset <= end && end <= bytes.length) return
  throw new AvroCodecError('ERR_AVRO_INVALID_ARGUMENT', {
    what: 'range of bytes',
    because: `${offset} to ${end} was given for ${bytes.length} bytes`,
    fix: 'Give whole numbers with 0 <= offset <= end <= bytes.length',
  })
}
