/** Shown where there is no number. */
const NONE = '–'

/** A value with at most five digits. */
export function valueText(value: number): string {
  if (!Number.isFinite(value)) return NONE
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) return value.toExponential(3)
  return value.toLocaleString('en-US', { maximumSignificantDigits: 5 })
}

/** A count with its thousands apart. */
export function countText(count: number | null): string {
  return count === null ? NONE : count.toLocaleString('en-US')
}

/** A rate in three digits. */
export function rateText(rate: number): string {
  return rate.toLocaleString('en-US', { maximumSignificantDigits: 3 })
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Bytes in the unit that fits. */
export function bytesText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${rateText(value)} ${UNITS[unit]}`
}

/** The time zones to choose from. */
export type Zone = 'local' | 'utc'

/** The largest distance from 1970 that a Date can show, ECMA-262 section 21.4.1.1. */
const MAX_TIME_MS = 8.64e15

/** An event time with its milliseconds. */
export function timeText(timeMs: number, zone: Zone): string {
  if (!(Math.abs(timeMs) <= MAX_TIME_MS)) return String(timeMs)
  const shifted = zone === 'utc' ? 0 : new Date(timeMs).getTimezoneOffset() * 60_000
  return new Date(timeMs - shifted).toISOString().replace('T', ' ').replace('Z', '')
}

/** The zone by the name that people know it by. */
export function zoneName(zone: Zone): string {
  return zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone
}
