import type { HttpAnswer } from '../transport/exchange.ts'

/**
 * The items of a list, as texts. Hopsworks writes it as Java prints an array, `[sensor, alarm]`:
 * names without quotes, which is no JSON; as its own tools do, the brackets are cut off and the
 * rest is split at commas. A name with a comma in it cannot be told from two names.
 *
 * @returns undefined when the body is no list
 */
export function parseList({ body }: HttpAnswer): readonly string[] | undefined {
  const text = body.trim()
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined
  const json = itemsOfJson(text)
  if (json) return json
  return text
    .slice(1, -1)
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

function itemsOfJson(text: string): readonly string[] | undefined {
  try {
    return (JSON.parse(text) as unknown[]).map(String)
  } catch {
    return undefined
  }
}
