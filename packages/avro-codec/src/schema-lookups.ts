import { AvroCodecError, messageOf } from './errors.ts'
import type { LoadedSchema } from './schema-cache.ts'
import type { LatestSchema, SchemaSource } from './schema-source.ts'

/** A subject's latest version, and until when it is taken for granted. */
interface Remembered {
  readonly answer: Promise<LatestSchema>
  readonly until: number
}

/** Asks a schema source, in this package's errors; a subject's latest is kept for a while. */
export class SchemaLookups {
  readonly #source: SchemaSource
  readonly #latestTtlMs: number
  readonly #latest = new Map<string, Remembered>()

  constructor(source: SchemaSource, latestTtlMs: number) {
    this.#source = source
    this.#latestTtlMs = latestTtlMs
  }

  /** The text of a schema. */
  async byId(id: number): Promise<LoadedSchema> {
    try {
      const found = await this.#source.schemaById(id)
      return typeof found === 'string' ? { schema: found } : found
    } catch (cause) {
      throw unavailable(`schema ${id}`, cause, { schemaId: id })
    }
  }

  /** A subject's latest version; callers at the same time share the question. */
  latest(subject: string): Promise<LatestSchema> {
    const known = this.#latest.get(subject)
    if (known && performance.now() < known.until) return known.answer
    const answer = this.#askLatest(subject)
    this.#latest.set(subject, { answer, until: performance.now() + this.#latestTtlMs })
    answer.catch(() => this.#forget(subject, answer))
    return answer
  }

  /** The id of a schema in a subject, registered on demand. */
  async idOf(subject: string, schema: string, register: boolean): Promise<{ readonly id: number }> {
    const method = register ? 'register' : 'lookup'
    const ask = this.#source[method]
    if (ask === undefined) throw cannot(method, subject)
    try {
      return await ask.call(this.#source, subject, schema)
    } catch (cause) {
      throw unavailable(`id of the schema in subject ${subject}`, cause, { subject })
    }
  }

  async #askLatest(subject: string): Promise<LatestSchema> {
    const ask = this.#source.latest
    if (ask === undefined) throw cannot('latest', subject)
    try {
      return await ask.call(this.#source, subject)
    } catch (cause) {
      throw unavailable(`latest schema of subject ${subject}`, cause, { subject })
    }
  }

  #forget(subject: string, answer: Promise<LatestSchema>): void {
    if (this.#latest.get(subject)?.answer === answer) this.#latest.delete(subject)
  }
}

function cannot(method: string, subject: string): AvroCodecError {
  return new AvroCodecError('ERR_AVRO_INVALID_ARGUMENT', {
    what: `writer for subject ${subject}`,
    because: `the schema source has no ${method}()`,
    fix: 'Give a source that knows subjects, or make the writer by id',
    subject,
  })
}

/** Passes a source's failure on; its own words on mending and retrying are kept. */
function unavailable(
  what: string,
  cause: unknown,
  about: { readonly schemaId?: number; readonly subject?: string },
): AvroCodecError {
  const { what: whose, because, fix, retriable } = (cause ?? {}) as Record<string, unknown>
  return new AvroCodecError('ERR_AVRO_SCHEMA_UNAVAILABLE', {
    what,
    because: typeof because === 'string' ? `${whose}: ${because}` : messageOf(cause),
    fix: typeof fix === 'string' ? fix : 'Check that the schema source can be reached and knows it',
    retriable: retriable === true,
    cause,
    ...about,
  })
}
