/**
 * Days, times of day and points in time. Only timestamp-millis is a `Date`: nothing else fits one
 * without loss, so the others are ISO 8601 strings with all their digits.
 */
import type { Cursor } from '../runtime/cursor.ts'
import { BrokenDatum, REFUSED } from '../runtime/faults.ts'
import type { LogicalTypeName } from '../schema/logical-types.ts'
import type { Converter } from './converter.ts'

const DAY_MS = 86_400_000
const MAX_LONG = 2n ** 63n - 1n

const YEAR = String.raw`(?:\d{4}|[+-]\d{6})`
const DATE = new RegExp(`^${YEAR}-\\d\\d-\\d\\d$`)
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/
const TIMESTAMP = new RegExp(
  `^(${YEAR}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(?:\\.(\\d{1,9}))?(Z|[+-]\\d\\d:\\d\\d)?$`,
)

/** Days since 1970 as `2023-11-14`. */
export const dateConverter: Converter = {
  shape: 'string',
  expected: 'date (a string such as 2023-11-14)',
  toAvro(value) {
    const ms = typeof value === 'string' && DATE.test(value) ? Date.parse(value) : Number.NaN
    // Date.parse takes the 31st of a shorter month for the next one's first days.
    if (Number.isNaN(ms) || dayText(ms) !== value) throw REFUSED
    return ms / DAY_MS
  },
  fromAvro(raw, cursor) {
    const ms = Number(raw) * DAY_MS
    if (!isDate(ms)) throw beyond(cursor, `the date ${raw} days from 1970`)
    return dayText(ms)
  },
}

/** Time since midnight as `08:30:00.000`. */
export function timeConverter(name: 'time-millis' | 'time-micros'): Converter {
  const digits = name === 'time-millis' ? 3 : 6
  const perSecond = 10 ** digits
  return {
    shape: 'string',
    expected: `${name} (a string such as 08:30:00.${'0'.repeat(digits)})`,
    toAvro(value) {
      const [, hours, minutes, seconds, fraction = ''] = match(TIME, value)
      if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) throw REFUSED
      const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
      return whole * perSecond + Number(fractionOf(fraction, digits))
    },
    fromAvro(raw, cursor) {
      const units = Number(raw)
      if (units < 0 || units >= 86_400 * perSecond) throw beyond(cursor, `the time of day ${raw}`)
      const seconds = Math.floor(units / perSecond)
      const clock = new Date(seconds * 1000).toISOString().slice(11, 19)
      return `${clock}.${String(units % perSecond).padStart(digits, '0')}`
    },
  }
}

/** A `Date` for timestamp-millis, else text with all digits; local timestamps have no zone. */
export function timestampConverter(name: LogicalTypeName): Converter {
  if (name === 'timestamp-millis') return dateTimeConverter
  const digits = name.endsWith('millis') ? 3 : name.endsWith('micros') ? 6 : 9
  const zone = name.startsWith('local') ? '' : 'Z'
  const perMs = 10n ** BigInt(digits - 3)
  return {
    shape: 'string',
    expected: `${name} (a string such as 2023-11-14T22:13:20.${'0'.repeat(digits)}${zone})`,
    toAvro(value) {
      const [, start, fraction = '', given = ''] = match(TIMESTAMP, value)
      if ((given === '') !== (zone === '')) throw REFUSED
      const ms = Date.parse(`${start}${given === '' ? 'Z' : given}`)
      if (Number.isNaN(ms) || !isSameDay(start, ms, given)) throw REFUSED
      const units = BigInt(ms) * perMs + BigInt(fractionOf(fraction, digits))
      if (units > MAX_LONG || units < -MAX_LONG - 1n) throw REFUSED
      return units
    },
    fromAvro(raw, cursor) {
      const units = BigInt(raw as number | bigint)
      const ms = floorDivide(units, perMs)
      if (!isDate(Number(ms))) throw beyond(cursor, `the ${name} ${raw}`)
      const text = new Date(Number(ms)).toISOString().slice(0, -1)
      const rest = units - ms * perMs
      return `${text}${digits === 3 ? '' : String(rest).padStart(digits - 3, '0')}${zone}`
    },
  }
}

const dateTimeConverter: Converter = {
  shape: 'date',
  expected: 'timestamp-millis (a valid Date)',
  toAvro(value) {
    const ms = value instanceof Date ? value.getTime() : Number.NaN
    if (Number.isNaN(ms)) throw REFUSED
    return ms
  },
  fromAvro(raw, cursor) {
    const ms = Number(raw)
    if (!isDate(ms)) throw beyond(cursor, `the timestamp-millis ${raw}`)
    return new Date(ms)
  },
}

/** Digits behind the point, filled up; those beyond are refused unless they are 0. */
function fractionOf(fraction: string, digits: number): string {
  if (/[1-9]/.test(fraction.slice(digits))) throw REFUSED
  return fraction.slice(0, digits).padEnd(digits, '0')
}

/** Date.parse takes the 31st of a shorter month for the next one's first days. */
function isSameDay(start: string | undefined, ms: number, zone: string): boolean {
  const offset = /^[+-]/.test(zone) ? Date.parse(`1970-01-01T00:00:00${zone}`) : 0
  return start?.startsWith(dayText(ms - offset)) === true
}

function dayText(ms: number): string {
  return isDate(ms) ? new Date(ms).toISOString().replace(/T.*/, '') : ''
}

/** Whether a JavaScript date reaches so far. */
function isDate(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value < 0n && quotient * by !== value ? quotient - 1n : quotient
}

function match(pattern: RegExp, value: unknown): RegExpExecArray {
  const found = typeof value === 'string' ? pattern.exec(value) : null
  if (found === null) throw REFUSED
  return found
}

function beyond({ pos }: Cursor, what: string): BrokenDatum {
  return new BrokenDatum(
    'ERR_AVRO_UNSAFE_LONG',
    pos - 1,
    `it holds ${what}, which has no such form`,
  )
}
