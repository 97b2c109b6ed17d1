import { normaliseAvro } from '../avro/avro-text.ts'
import { MockHopsworksError } from '../errors.ts'
import { type Answer, webFault } from '../wire/answers.ts'
import { hopsworksError, registryError } from '../wire/error-numbers.ts'

/** Hopsworks' column for a schema's text ends there. */
const MAX_SCHEMA_CHARACTERS = 10_000

/** The schema in a body as the server would store it, or the answer to one that is none. */
export function schemaOf(body: unknown): { readonly schema: string } | Answer {
  if (typeof body !== 'object' || body === null || !('schema' in body)) return webFault(400)
  if (typeof body.schema !== 'string') return registryError(42201)
  try {
    const schema = normaliseAvro(body.schema)
    return schema.length > MAX_SCHEMA_CHARACTERS ? hopsworksError(120000) : { schema }
  } catch (error) {
    if (error instanceof MockHopsworksError) return registryError(42201)
    throw error
  }
}
