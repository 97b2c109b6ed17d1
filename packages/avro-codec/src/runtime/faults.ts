import type { AvroCodecErrorCode } from '../errors.ts'

/**
 * Thrown inside a write; the codec then walks the value to name every place that does not fit. One
 * object serves all: a refusal says nothing but that it happened, and stacks are dear.
 */
export const REFUSED: Error = new Error('the value does not fit its schema')

/** What is wrong with the bytes of a datum, and where. */
export class BrokenDatum extends Error {
  readonly code: AvroCodecErrorCode
  /** Index of the byte where the fault begins. */
  readonly at: number

  constructor(code: AvroCodecErrorCode, at: number, message: string) {
    super(message)
    this.code = code
    this.at = at
  }
}

/** Bytes that no writer of the schema puts there. */
export function invalid(at: number, message: string): BrokenDatum {
  return new BrokenDatum('ERR_AVRO_INVALID_DATUM', at, message)
}

/** A datum that ends before its values do. */
export function truncated(at: number): BrokenDatum {
  return new BrokenDatum('ERR_AVRO_TRUNCATED', at, 'its bytes end before its values do')
}
