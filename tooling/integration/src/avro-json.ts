/**
 * Values as the codec gives them (wrapped unions, bigint longs, no logical type converted) and Java's
 * JSON of them, in one form that can be compared.
 */

/** Stands before a long in quotes; no text of Java's random data has it. */
const LONG = '\ue000'

/**
 * Java's JSON, its longs as text: those that a number cannot hold are put in quotes first. Of a record
 * without fields it writes nothing.
 */
export function parseAvroJson(json: string): unknown {
  if (json === '') return {}
  const quoted = json.replace(
    /(?<=[:[,]|^)-?\d{16,}(?=[,}\]]|$)/g,
    (digits) => `"${LONG}${digits}"`,
  )
  return normalize(JSON.parse(quoted))
}

/** Bytes become text of code points up to 255, longs text; a float's NaN and infinities are words. */
export function normalize(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  if (Array.isArray(value)) return value.map(normalize)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value)
  if (typeof value === 'string') return value.replace(LONG, '')
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, normalize(part)]))
}
