import { LivePlotError, type LivePlotErrorCode } from './errors.ts'

/** Refuses `value` unless it is a whole number from `least` to `most`. */
export function requireWhole(
  name: string,
  value: unknown,
  [least, most]: readonly [least: number, most: number],
): void {
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return
  throw refusal(name, value, `Give a whole number from ${least} to ${most}.`)
}

/** Refuses `value` unless it is text. */
export function requireText(
  name: string,
  value: unknown,
  code: LivePlotErrorCode = 'ERR_PLOT_BAD_OPTION',
): void {
  if (typeof value !== 'string') throw refusal(name, value, 'Give a string.', code)
}

/** The error for a value of the wrong type or size. */
export function refusal(
  what: string,
  value: unknown,
  fix: string,
  code: LivePlotErrorCode = 'ERR_PLOT_BAD_OPTION',
): LivePlotError {
  const isShort = typeof value === 'number' || value === null || value === undefined
  const given = isShort ? String(value) : `a value of type ${typeof value}`
  return new LivePlotError(code, { what, because: `${given} was given`, fix })
}
