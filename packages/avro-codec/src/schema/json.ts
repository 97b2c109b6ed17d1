import { randomUUID } from 'node:crypto'

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>

/** Whether a piece of JSON is an object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A JSON text's strings, which may hold digits, and its numbers; a string that does not end takes all
 * that is left. Source: RFC 8259, sections 6 and 7.
 */
const TOKENS = /"(?:[^"\\]+|\\[\s\S])*"?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const INTEGER = /^-?\d+$/
/** Shorter integers are exact as numbers. */
const SAFE_DIGITS = 15

/**
 * Parses JSON; an integer beyond ±(2^53 - 1) becomes a bigint, where `JSON.parse` would round it.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  // Nobody can guess it, so no string of the text has it by chance or design.
  const mark = randomUUID()
  let hasMarked = false
  const marked = text.replace(TOKENS, (token) => {
    if (token.length <= SAFE_DIGITS || !INTEGER.test(token)) return token
    if (Number.isSafeInteger(Number(token))) return token
    hasMarked = true
    return `"${mark}${token}"`
  })
  if (!hasMarked) return JSON.parse(text)
  return JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  )
}

/**
 * JSON text of a value that {@link parseJson} gives the same for: bigints as integers, numbers beyond
 * ±(2^53 - 1) with an exponent, so that their rounded digits are not taken for exact ones.
 */
export function jsonText(value: unknown): string {
  const mark = randomUUID()
  let hasMarked = false
  const text = JSON.stringify(value, (_, part: unknown) => {
    const digits = digitsOf(part)
    if (digits === undefined) return part
    hasMarked = true
    return `${mark}${digits}`
  })
  if (!hasMarked) return text ?? String(value)
  return text.replace(new RegExp(`"${mark}([^"]+)"`, 'g'), '$1')
}

/** How a number is to be written that JSON.stringify cannot write, or would write as another. */
function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'bigint') return String(value)
  const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value)
  return isRounded ? (value as number).toExponential() : undefined
}
