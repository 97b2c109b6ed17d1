const DIGITS = 5
/** Beyond these a number is written with an exponent. */
const LARGE = 1e6
const SMALL = 1e-3

/** A number in at most ten characters. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '-'
  const size = Math.abs(value)
  if (size !== 0 && (size >= LARGE || size < SMALL)) return value.toExponential(2)
  return String(Number(value.toPrecision(DIGITS)))
}

/** A rate in at most twelve characters. */
export function rateText(rate: number): string {
  return `${numberText(rate)}/s`
}
