/** Line and column of a key in a TOML file, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

const HEADER = /^\s*\[\s*([^[\]]+?)\s*\]/
const ASSIGNMENT = /^(\s*)((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=/
const MULTILINE = /"""|'''/g

/**
 * Where each key of a valid TOML text stands, by dotted path; tables under the path of their header.
 *
 * The TOML parser tells positions of syntax errors only; a refused key should be found as fast. Keys inside inline
 * tables are not listed: callers fall back to the nearest parent.
 */
export function keyPositions(toml: string): ReadonlyMap<string, Position> {
  const positions = new Map<string, Position>()
  let table = ''
  for (const { line, text } of linesOutsideStrings(toml)) {
    const found = keyOn(text)
    if (found === undefined) continue
    if (found.kind === 'table') table = found.path
    const path = found.kind === 'table' || table === '' ? found.path : `${table}.${found.path}`
    // The first mention counts: the parser refuses a second one.
    if (!positions.has(path)) positions.set(path, { line, column: found.column })
  }
  return positions
}

/** The lines that do not begin inside a multi-line string. */
function* linesOutsideStrings(toml: string): Generator<{ line: number; text: string }> {
  let inside = false
  for (const [index, text] of toml.split('\n').entries()) {
    if (!inside) yield { line: index + 1, text }
    const quotes = text.match(MULTILINE)?.length ?? 0
    if (quotes % 2 === 1) inside = !inside
  }
}

/** The table header or the key that a line holds. */
function keyOn(
  text: string,
): { kind: 'table' | 'value'; path: string; column: number } | undefined {
  const header = HEADER.exec(text)?.[1]
  if (header !== undefined) {
    return { kind: 'table', path: normalise(header), column: text.indexOf('[') + 1 }
  }
  const [, indent, key] = ASSIGNMENT.exec(text) ?? []
  if (key === undefined) return undefined
  return { kind: 'value', path: normalise(key), column: (indent?.length ?? 0) + 1 }
}

function normalise(key: string): string {
  return key
    .split('.')
    .map((part) => part.trim().replace(/^["']|["']$/g, ''))
    .join('.')
}
