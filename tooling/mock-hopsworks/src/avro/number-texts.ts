import { randomUUID } from 'node:crypto'

/** Strings, which are passed over, and numbers. */
const TOKENS = /"(?:[^"\\]+|\\[\s\S])*"?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** JSON whose numbers are kept to the digit, and what writes parts of it as text again. */
export interface ExactJson {
  readonly json: unknown
  write(part: unknown): string
}

/**
 * Parses JSON as Java does, whose longs have 64 bits: a number that JavaScript would print otherwise
 * (`9007199254740993`, `1.0`) stands in the result as a text of its own.
 *
 * @throws SyntaxError
 */
export function parseExactly(text: string): ExactJson {
  const mark = randomUUID()
  const marked = text.replace(TOKENS, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `"${mark}${token}"`,
  )
  const quoted = new RegExp(`"${mark}([^"]*)"`, 'g')
  return {
    json: JSON.parse(marked),
    write: (part) => JSON.stringify(part).replace(quoted, '$1'),
  }
}
