/** The compatibility levels that a registry or a subject can have. */
export const COMPATIBILITY_LEVELS = [
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
  'NONE',
] as const

/**
 * One of {@link COMPATIBILITY_LEVELS}: `BACKWARD`, the new schema reads what was written with the
 * earlier one; `FORWARD`, the earlier one reads what the new one writes; `FULL`, both; the
 * transitive forms, for every earlier version and not the last alone; `NONE`, anything goes.
 */
export type CompatibilityLevel = (typeof COMPATIBILITY_LEVELS)[number]

export function isCompatibilityLevel(value: unknown): value is CompatibilityLevel {
  return COMPATIBILITY_LEVELS.some((level) => level === value)
}
