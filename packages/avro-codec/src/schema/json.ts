/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>

/** Whether a piece of JSON is an object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
