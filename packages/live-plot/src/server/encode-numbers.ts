import { endianness } from 'node:os'
import type { Numbers } from '../frame.ts'

const IS_BIG_ENDIAN = endianness() === 'BE'

/** Writes numbers as a frame carries them. */
export function encodeNumbers(numbers: Float64Array): Numbers {
  const { buffer, byteOffset, byteLength } = numbers
  const bytes = Buffer.from(buffer, byteOffset, byteLength)
  return (IS_BIG_ENDIAN ? Buffer.from(bytes).swap64() : bytes).toString('base64')
}
