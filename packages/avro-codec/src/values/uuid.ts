import { REFUSED } from '../runtime/faults.ts'
import type { Converter } from './converter.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const GROUPS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/

/** UUIDs as strings (RFC 9562), over a string or a fixed of 16 bytes. */
export function uuidConverter(isFixed: boolean): Converter {
  return {
    shape: 'string',
    expected: 'uuid (a string of 36 characters)',
    toAvro(value) {
      if (typeof value !== 'string' || !UUID.test(value)) throw REFUSED
      return isFixed ? Buffer.from(value.replaceAll('-', ''), 'hex') : value
    },
    fromAvro: (raw) => (isFixed ? uuidOf(raw as Buffer) : raw),
  }
}

/** The text of a UUID's 16 bytes. */
export function uuidOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').replace(GROUPS, '$1-$2-$3-$4-$5')
}
