import type { Position } from './key-positions.ts'
import { CONFIG_KEYS, type ConfigKey, nearestKey } from './keys.ts'

/** A value that passed the check. */
export type ConfigValue = string | boolean | readonly string[]

/** One thing wrong with a configuration, and where. */
export interface Problem {
  readonly position: Position
  readonly text: string
}

/** The known keys of a configuration with values of the right type, and everything that was refused. */
export interface CheckedKeys {
  readonly values: ReadonlyMap<string, ConfigValue>
  readonly problems: readonly Problem[]
}

const TOP: Position = { line: 1, column: 1 }

/** Checks each key of a parsed TOML table against {@link CONFIG_KEYS}; goes on after a problem, to tell all at once. */
export function checkKeys(
  table: Record<string, unknown>,
  positions: ReadonlyMap<string, Position>,
): CheckedKeys {
  const values = new Map<string, ConfigValue>()
  const problems: Problem[] = []
  for (const [path, value] of leaves(table)) {
    const refusal = refusalOf(path, value)
    if (refusal === undefined) values.set(path, value as ConfigValue)
    else problems.push({ position: positionOf(path, positions), text: refusal })
  }
  return { values, problems }
}

/** The position of a key, or of the nearest table around it. */
export function positionOf(path: string, positions: ReadonlyMap<string, Position>): Position {
  const own = positions.get(path)
  if (own !== undefined) return own
  const parent = path.lastIndexOf('.')
  return parent === -1 ? TOP : positionOf(path.slice(0, parent), positions)
}

function* leaves(table: Record<string, unknown>, prefix = ''): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(table)) {
    const path = `${prefix}${name}`
    if (isTable(value) && !CONFIG_KEYS.has(path)) yield* leaves(value, `${path}.`)
    else yield [path, value]
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  )
}

function refusalOf(path: string, value: unknown): string | undefined {
  const key = CONFIG_KEYS.get(path)
  if (key === undefined) {
    const near = nearestKey(path)
    return `unknown key ${path}${near === undefined ? '' : `; did you mean ${near}?`}`
  }
  if (!hasType(value, key)) {
    return `${path} must be a ${key.type}, not ${describe(value)}; write for example ${path} = ${key.example}`
  }
  if (value === '') return `${path} is empty`
  const odd = [value]
    .flat()
    .find((item) => typeof item === 'string' && key.form?.fits(item) === false)
  return odd === undefined
    ? undefined
    : `${path} is '${withoutUser(odd)}'; it must be ${key.form?.name}`
}

/** What stands before an @ in an address may be a password. */
function withoutUser(value: unknown): string {
  return String(value).replace(/^.*@/, '***@')
}

function hasType(value: unknown, { type }: ConfigKey): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string'
    case 'boolean or string':
      return typeof value === 'string' || typeof value === 'boolean'
    case 'list of strings':
      return (
        Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')
      )
  }
}

/** The kind of a refused value; never the value, which may be a secret in the wrong type. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (value instanceof Date) return 'a date'
  if (isTable(value)) return 'a table'
  return `a ${typeof value === 'bigint' ? 'number' : typeof value}`
}
