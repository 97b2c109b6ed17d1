import { REFUSED } from '../runtime/faults.ts'
import type { Converter } from './converter.ts'

/** A span of calendar time; its parts do not convert into each other. */
export interface Duration {
  /** Whole months, from 0 to 2^32 - 1, as the other two. */
  readonly months: number
  /** Whole days beside them. */
  readonly days: number
  /** Whole milliseconds beside them. */
  readonly milliseconds: number
}

const PARTS = ['months', 'days', 'milliseconds'] as const

/** Three unsigned little-endian numbers of 32 bits. Source: Avro specification, "Duration". */
export const durationConverter: Converter = {
  shape: 'object',
  expected: 'duration ({ months, days, milliseconds }, each from 0 to 2^32 - 1)',
  toAvro(value) {
    if (typeof value !== 'object' || value === null) throw REFUSED
    const bytes = Buffer.alloc(12)
    for (const [index, part] of PARTS.entries()) {
      const count: unknown = Reflect.get(value, part)
      if (typeof count !== 'number' || count >>> 0 !== count) throw REFUSED
      bytes.writeUInt32LE(count, 4 * index)
    }
    return bytes
  },
  fromAvro(raw): Duration {
    const bytes = raw as Buffer
    return {
      months: bytes.readUInt32LE(0),
      days: bytes.readUInt32LE(4),
      milliseconds: bytes.readUInt32LE(8),
    }
  },
}
