/** What differs between a value and what it must be, in a line; undefined when nothing does. */
export function difference(actual: unknown, expected: unknown, path = 'it'): string | undefined {
  if (typeof expected === 'string' && Object.hasOwn(TOKENS, expected))
    return TOKENS[expected]?.(actual) ? undefined : `${path} is ${tell(actual)}, not ${expected}`
  if (Array.isArray(expected)) return listDifference(actual, expected, path)
  if (typeof expected === 'object' && expected !== null)
    return objectDifference(actual, expected as Members, path)
  return Object.is(actual, expected)
    ? undefined
    : `${path} is ${tell(actual)}, not ${tell(expected)}`
}

type Members = Readonly<Record<string, unknown>>

/** What stands for many values. */
const TOKENS: Readonly<Record<string, (actual: unknown) => boolean>> = {
  '<int>': (actual) => Number.isSafeInteger(actual) && Number(actual) >= 1,
  '<text>': (actual) => typeof actual === 'string' && actual !== '',
  '<list>': (actual) => Array.isArray(actual) && actual.length > 0,
}

function listDifference(actual: unknown, expected: readonly unknown[], path: string) {
  if (!Array.isArray(actual) || actual.length !== expected.length)
    return `${path} is ${tell(actual)}, not ${tell(expected)}`
  return first(expected.map((item, at) => difference(actual[at], item, `${path}[${at}]`)))
}

function objectDifference(actual: unknown, expected: Members, path: string): string | undefined {
  if ('contains' in expected) return containment(actual, expected['contains'], path)
  if (typeof actual !== 'object' || actual === null) return `${path} is ${tell(actual)}, no object`
  const { '...': open = false, ...members } = expected
  const more = Object.keys(actual).filter((name) => !Object.hasOwn(members, name))
  if (!open && more.length > 0) return `${path} has ${more.join(', ')} besides`
  return first(
    Object.entries(members).map(([name, value]) =>
      difference((actual as Members)[name], value, `${path}.${name}`),
    ),
  )
}

function containment(actual: unknown, part: unknown, path: string): string | undefined {
  const holds =
    (Array.isArray(actual) || typeof actual === 'string') && actual.includes(part as never)
  return holds ? undefined : `${path} does not hold ${tell(part)}`
}

function first(differences: readonly (string | undefined)[]): string | undefined {
  return differences.find((found) => found !== undefined)
}

function tell(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200)
}
