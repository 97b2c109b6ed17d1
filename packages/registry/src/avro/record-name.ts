import { RegistryError } from '../errors.ts'
import { parseSchema, SchemaFault } from './parse-schema.ts'

/**
 * Refuses a subject that is not the full name of its record: the clients of others look a schema
 * up by the record's name, and would not find it.
 *
 * @throws {RegistryError} `ERR_REGISTRY_NAME_MISMATCH`
 */
export function checkRecordName(subject: string, schema: string): void {
  const name = fullNameOf(schema)
  if (name === undefined || name === subject) return
  throw new RegistryError('ERR_REGISTRY_NAME_MISMATCH', {
    what: `subject "${subject}"`,
    because: `the schema is of ${name}, and other clients look for it under that name`,
    fix: `Register it as "${name}", or set anyName (--any-name) if nothing else is to find it.`,
  })
}

/** The full name of a named type; undefined for another type, or for a text that is no schema. */
export function fullNameOf(schema: string): string | undefined {
  try {
    const type = parseSchema(schema)
    return 'fullName' in type ? type.fullName : undefined
  } catch (error) {
    if (error instanceof SchemaFault) return undefined
    throw error
  }
}
