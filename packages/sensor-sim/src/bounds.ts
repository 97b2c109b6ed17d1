import { SensorSimError, type SensorSimErrorDetails } from './errors.ts'

/** What a number has to be, and how an error says so. */
export interface Bounds {
  readonly least: number
  readonly most: number
  readonly whole: boolean
  readonly words: string
}

/** A share of things, 0 to 1. */
export const PROBABILITY: Bounds = bounds('a number from 0 to 1', [0, 1])
/** Neither infinite nor NaN. */
export const FINITE: Bounds = bounds('a finite number', [-Number.MAX_VALUE, Number.MAX_VALUE])
/** A length of time. */
export const DURATION: Bounds = bounds('a finite number >= 0', [0, Number.MAX_VALUE])

/** Whole numbers between two limits, both included. */
export function wholeBetween(least: number, most: number): Bounds {
  return { least, most, whole: true, words: `a whole number from ${least} to ${most}` }
}

/** Refuses `value` unless it is a number within `within`. */
export function requireNumber(name: string, value: unknown, within: Bounds): void {
  if (fits(value, within)) return
  throw new SensorSimError('ERR_SIM_INVALID_OPTION', refusal(name, value, within))
}

/** Refuses `step` unless it is a whole number of at least `first`. */
export function requireStep(name: string, step: unknown, first = 0): void {
  const within = wholeBetween(first, Number.MAX_SAFE_INTEGER)
  if (fits(step, within)) return
  throw new SensorSimError('ERR_SIM_INVALID_STEP', refusal(name, step, within))
}

function bounds(words: string, [least, most]: readonly [number, number]): Bounds {
  return { least, most, whole: false, words }
}

function refusal(what: string, value: unknown, { words }: Bounds): SensorSimErrorDetails {
  const given = typeof value === 'number' ? String(value) : `a value of type ${typeof value}`
  return { what, because: `${given} was given`, fix: `Give ${words}` }
}

function fits(value: unknown, { least, most, whole }: Bounds): boolean {
  if (typeof value !== 'number' || (whole && !Number.isSafeInteger(value))) return false
  return value >= least && value <= most
}
