import { type CompatibilityLevel, isCompatibilityLevel } from '../avro/levels.ts'
import { type Answered, isObject } from './answered.ts'
import { notARegistry } from './server-errors.ts'

/** Whether the server finds a schema compatible. */
export function readIsCompatible(json: unknown, answered: Answered): boolean {
  if (isObject(json) && typeof json['is_compatible'] === 'boolean') return json['is_compatible']
  throw notARegistry(answered, 'its JSON has no `is_compatible`')
}

/** The level, under the one name that reading gives it or the other that writing gives it. */
export function readLevel(json: unknown, answered: Answered): CompatibilityLevel {
  const level = isObject(json) ? (json['compatibilityLevel'] ?? json['compatibility']) : undefined
  if (isCompatibilityLevel(level)) return level
  throw notARegistry(answered, 'its JSON has no compatibility level')
}
