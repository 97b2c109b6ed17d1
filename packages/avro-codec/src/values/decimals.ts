import { Cursor } from '../runtime/cursor.ts'
import { BrokenDatum, invalid, REFUSED } from '../runtime/faults.ts'
import { readInt, writeInt, writeVarint } from '../runtime/integers.ts'
import { DEFAULT_LIMITS } from '../runtime/limits.ts'
import { readBytes } from '../runtime/strings.ts'
import type { Converter } from './converter.ts'

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/
const BIG_DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,10}))?$/

/** Beyond so many digits behind the point an exponent is written: scales may be in the billions. */
const MAX_WRITTEN_SCALE = 1000

/** A decimal's parameters; `size` for one that annotates a fixed. */
interface DecimalShape {
  readonly precision: number
  readonly scale: number
  readonly size: number | undefined
}

/** Decimals as strings: exact, and never rounded. Source: Avro specification, "Decimal". */
export function decimalConverter({ precision, scale, size }: DecimalShape): Converter {
  const limit = 10n ** BigInt(precision)
  return {
    shape: 'string',
    expected: `decimal(${precision}, ${scale}) (a string such as ${formatDecimal(1n, scale)})`,
    toAvro(value) {
      const unscaled = unscaledOf(value, scale)
      if (unscaled >= limit || unscaled <= -limit) throw REFUSED
      return toBytes(unscaled, size)
    },
    fromAvro: (raw) => formatDecimal(fromBytes(raw as Buffer), scale),
  }
}

/** A big-decimal: the digits as bytes and the scale as an int, in bytes. */
export const bigDecimalConverter: Converter = {
  shape: 'string',
  expected: 'big-decimal (a string such as 12.50 or 1E+9)',
  toAvro(value) {
    const [, sign, whole = '', fraction = '', exponent = '0'] = match(BIG_DECIMAL, value)
    const scale = fraction.length - Number(exponent)
    const magnitude = BigInt(whole + fraction)
    const digits = toBytes(sign === '-' ? -magnitude : magnitude)
    const bytes = Buffer.alloc(digits.length + 10)
    const start = writeVarint(digits.length * 2, bytes, 0)
    digits.copy(bytes, start)
    return bytes.subarray(0, writeInt(scale, bytes, start + digits.length))
  },
  fromAvro(raw, outer) {
    const bytes = raw as Buffer
    const cursor = new Cursor(DEFAULT_LIMITS)
    try {
      cursor.open(bytes, 0, bytes.length)
      const unscaled = fromBytes(readBytes(cursor))
      const scale = readInt(cursor)
      if (cursor.pos === bytes.length) return formatDecimal(unscaled, scale)
    } catch (thrown) {
      if (!(thrown instanceof BrokenDatum)) throw thrown
    }
    throw invalid(outer.pos - 1, 'it holds bytes that are no big-decimal')
  },
}

/** The digits of a decimal at a scale. */
function unscaledOf(value: unknown, scale: number): bigint {
  const [, sign, whole = '', fraction = ''] = match(DECIMAL, value)
  const kept = fraction.slice(0, scale).padEnd(scale, '0')
  if (/[1-9]/.test(fraction.slice(scale))) throw REFUSED
  const digits = BigInt(whole + kept)
  return sign === '-' ? -digits : digits
}

function match(pattern: RegExp, value: unknown): RegExpExecArray {
  const found = typeof value === 'string' ? pattern.exec(value) : null
  if (found === null) throw REFUSED
  return found
}

function formatDecimal(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled)
  if (scale < 0) return `${unscaled}E+${-scale}`
  if (scale > MAX_WRITTEN_SCALE) return `${unscaled}E-${scale}`
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** Two's complement, big-endian, in as few bytes as hold it or in exactly `size`. */
function toBytes(value: bigint, size?: number): Buffer {
  const magnitude = value < 0n ? -value - 1n : value
  const bits = magnitude === 0n ? 0 : magnitude.toString(2).length
  const needed = Math.floor(bits / 8) + 1
  if (size !== undefined && needed > size) throw REFUSED
  const length = size ?? needed
  const hex = BigInt.asUintN(8 * length, value).toString(16)
  return Buffer.from(hex.padStart(2 * length, '0'), 'hex')
}

function fromBytes(bytes: Buffer): bigint {
  if (bytes.length === 0) return 0n
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString('hex')}`))
}
