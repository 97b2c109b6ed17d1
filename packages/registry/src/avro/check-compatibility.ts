import { RegistryError } from '../errors.ts'
import type { AvroType } from './avro-type.ts'
import { findObstacles } from './compare.ts'
import type { Incompatibility } from './incompatibility.ts'
import { type CompatibilityLevel, isCompatibilityLevel } from './levels.ts'
import { parseSchema, SchemaFault } from './parse-schema.ts'

/**
 * Whether a schema may follow the earlier versions of its subject, decided here by the Avro
 * specification and without a server; Hopsworks 2.2 to 3.0 checks BACKWARD_TRANSITIVE as FORWARD.
 *
 * @param schema the new schema's text
 * @param earlier texts of the earlier versions, oldest first
 * @returns why not, with the place of each reason; empty when it may follow
 * @throws {RegistryError} `ERR_REGISTRY_INVALID_SCHEMA` with the JSON path of the fault,
 *   `ERR_REGISTRY_BAD_ARGUMENT` for an unknown level
 */
export function checkCompatibility(
  schema: string,
  earlier: readonly string[],
  level: CompatibilityLevel,
): readonly Incompatibility[] {
  if (!isCompatibilityLevel(level)) throw unknownLevel(level)
  const next = parseOrThrow(schema, 'the new schema')
  if (level === 'NONE') return []
  const [direction, transitive] = level.split('_')
  const first = transitive === undefined ? Math.max(0, earlier.length - 1) : 0
  return earlier.slice(first).flatMap((text, nth) => {
    const old = parseOrThrow(text, `earlier schema ${first + nth}`)
    const reasons = (reader: AvroType, writer: AvroType, way: Incompatibility['direction']) =>
      findObstacles(reader, writer).map((obstacle) => ({
        ...obstacle,
        direction: way,
        earlier: first + nth,
      }))
    return [
      ...(direction === 'FORWARD' ? [] : reasons(next, old, 'backward')),
      ...(direction === 'BACKWARD' ? [] : reasons(old, next, 'forward')),
    ]
  })
}

/** A reason in words. */
export function tellIncompatibility({ path, because, direction }: Incompatibility): string {
  const who = direction === 'backward' ? 'the new schema' : 'the earlier schema'
  return `${who} at ${path}: ${because}`
}

function parseOrThrow(text: string, what: string): AvroType {
  try {
    return parseSchema(text)
  } catch (cause) {
    if (!(cause instanceof SchemaFault)) throw cause
    throw new RegistryError('ERR_REGISTRY_INVALID_SCHEMA', {
      what,
      because: `at ${cause.path}: ${cause.message}`,
      fix: 'Mend the schema.',
      cause,
    })
  }
}

function unknownLevel(level: unknown): RegistryError {
  return new RegistryError('ERR_REGISTRY_BAD_ARGUMENT', {
    what: 'compatibility level',
    because: `${String(level)} is none`,
    fix: 'Give one of the levels, in capitals.',
  })
}
