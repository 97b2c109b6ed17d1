import type { SubjectVersion } from './answers/versions.ts'
import { checkCompatibility, tellIncompatibility } from './avro/check-compatibility.ts'
import type { CompatibilityLevel } from './avro/levels.ts'
import { parseSchema, SchemaFault } from './avro/parse-schema.ts'
import { RegistryError, withDetails } from './errors.ts'

/** What is asked of a registry to find the reason of a refusal. */
export interface Witness {
  level(): Promise<CompatibilityLevel>
  levelOfSubject(subject: string): Promise<CompatibilityLevel | undefined>
  versions(subject: string): Promise<readonly number[]>
  version(subject: string, version: number): Promise<SubjectVersion>
}

interface Refused {
  readonly subject: string
  readonly schema: string
}

/**
 * The same error with the reason in it, where the server gives none: which place in the schema is
 * no Avro, or what keeps it from following the earlier versions. Any other error as it is.
 */
export async function explainRefusal(
  witness: Witness,
  error: unknown,
  refused: Refused,
): Promise<unknown> {
  if (!(error instanceof RegistryError)) return error
  if (error.code === 'ERR_REGISTRY_INVALID_SCHEMA') return explainInvalid(error, refused.schema)
  if (error.code === 'ERR_REGISTRY_INCOMPATIBLE') return explainConflict(witness, error, refused)
  return error
}

function explainInvalid(error: RegistryError, schema: string): RegistryError {
  try {
    parseSchema(schema)
    return error
  } catch (fault) {
    if (!(fault instanceof SchemaFault)) throw fault
    const because = `${error.because}: at ${fault.path}, ${fault.message}`
    return withDetails(error, { because, cause: fault })
  }
}

/** As many reasons as fit into a message; `incompatibilities` has all of them. */
const MAX_TOLD = 3

async function explainConflict(
  witness: Witness,
  error: RegistryError,
  { subject, schema }: Refused,
): Promise<RegistryError> {
  try {
    const level = (await witness.levelOfSubject(subject)) ?? (await witness.level())
    const earlier = await earlierSchemas(witness, subject, level)
    const incompatibilities = checkCompatibility(schema, earlier, level)
    if (incompatibilities.length === 0) return withDetails(error, unfounded(error, level))
    const told = incompatibilities.slice(0, MAX_TOLD).map(tellIncompatibility).join('; ')
    const because = `${error.because} at the level ${level}: ${told}`
    return withDetails(error, { because, incompatibilities })
  } catch {
    // The refusal itself says more than that its reason could not be found.
    return error
  }
}

async function earlierSchemas(
  witness: Witness,
  subject: string,
  level: CompatibilityLevel,
): Promise<readonly string[]> {
  const numbers = await witness.versions(subject)
  const compared = level.endsWith('_TRANSITIVE') ? numbers : numbers.slice(-1)
  const versions = await Promise.all(compared.map((number) => witness.version(subject, number)))
  return versions.map(({ schema }) => schema)
}

function unfounded(error: RegistryError, level: CompatibilityLevel) {
  const because = `${error.because} at the level ${level}, though by Avro's rules it may`
  if (level !== 'BACKWARD_TRANSITIVE') return { because }
  const fix = 'Hopsworks before 3.1 checks BACKWARD_TRANSITIVE as FORWARD: set BACKWARD instead.'
  return { because, fix }
}
