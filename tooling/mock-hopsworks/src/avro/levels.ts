import { canRead } from './compatibility.ts'

/** The compatibility levels that a project or a subject can have. */
const LEVELS = [
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
  'NONE',
] as const

/** One of {@link LEVELS}. */
export type Level = (typeof LEVELS)[number]

export function isLevel(value: unknown): value is Level {
  return LEVELS.some((level) => level === value)
}

/**
 * Whether a schema may follow the earlier ones.
 *
 * @param earlier newest first
 */
export function mayFollow(schema: string, earlier: readonly string[], level: Level): boolean {
  if (level === 'NONE') return true
  const [direction, transitive] = level.split('_')
  const compared = transitive === undefined ? earlier.slice(0, 1) : earlier
  return compared.every((old) => {
    const backward = direction === 'FORWARD' || canRead(schema, old)
    return backward && (direction === 'BACKWARD' || canRead(old, schema))
  })
}
