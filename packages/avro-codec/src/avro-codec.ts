import type { CompiledSchema } from './compiled-schema.ts'
import { AvroCodecError, messageOf } from './errors.ts'
import { MAX_SCHEMA_ID } from './frame.ts'
import { type AvroReader, FrameReader } from './reader.ts'
import { SchemaCache } from './schema-cache.ts'
import type { SchemaSource } from './schema-source.ts'
import { type AvroWriter, SchemaWriter } from './writer.ts'

/** Settings of a codec. */
export interface AvroCodecOptions {
  /** Where to look schemas up. */
  readonly schemas: SchemaSource
  /**
   * Told once per schema what is odd about it, in a sentence with the mend.
   * @default nobody is told
   */
  readonly onWarning?: (text: string) => void
}

/** The schema to write with: a subject's latest version, an id, or an id whose text is at hand. */
export type WriterSchema =
  | { readonly subject: string }
  | { readonly id: number; readonly schema?: string }

/** Avro in a schema registry's wire format. Writers and readers of one codec share its schemas. */
export class AvroCodec {
  readonly #source: SchemaSource
  readonly #schemas: SchemaCache

  constructor({ schemas, onWarning }: AvroCodecOptions) {
    this.#source = schemas
    this.#schemas = new SchemaCache((id) => this.#textOf(id), onWarning)
  }

  /**
   * A writer for one schema, looked up now; from then on it is synchronous.
   * @throws {@link AvroCodecError} ERR_AVRO_SCHEMA_UNAVAILABLE, ERR_AVRO_INVALID_SCHEMA,
   *   ERR_AVRO_INVALID_ARGUMENT
   */
  async writer<T>(by: WriterSchema): Promise<AvroWriter<T>> {
    return new SchemaWriter<T>(await this.#schemaFor(by))
  }

  /** A reader for records of any schema that the source knows. */
  reader<T>(): AvroReader<T> {
    return new FrameReader<T>(this.#schemas)
  }

  async #schemaFor(by: WriterSchema): Promise<CompiledSchema> {
    const registered = 'subject' in by ? await this.#latest(by.subject) : by
    const { id, schema } = registered
    requireSchemaId(id)
    return schema === undefined
      ? this.#schemas.get(id)
      : this.#schemas.add({ ...registered, schema })
  }

  async #latest(subject: string): Promise<{ id: number; schema: string; subject: string }> {
    const answer = this.#source.latest
    if (answer === undefined) throw noSubjects(subject)
    try {
      const { id, schema } = await answer.call(this.#source, subject)
      return { id, schema, subject }
    } catch (cause) {
      throw unavailable(`latest schema of subject ${subject}`, cause)
    }
  }

  async #textOf(id: number): Promise<string> {
    try {
      return await this.#source.schemaById(id)
    } catch (cause) {
      throw unavailable(`schema ${id}`, cause, id)
    }
  }
}

function noSubjects(subject: string): AvroCodecError {
  return new AvroCodecError('ERR_AVRO_INVALID_ARGUMENT', {
    what: `writer for subject ${subject}`,
    because: 'the schema source has no latest()',
    fix: 'Give a source that knows subjects, or make the writer by id',
  })
}

function requireSchemaId(id: number): void {
  if (Number.isInteger(id) && id > 0 && id <= MAX_SCHEMA_ID) return
  throw new AvroCodecError('ERR_AVRO_INVALID_ARGUMENT', {
    what: 'schema id',
    because: `${id} was given`,
    fix: `Give the id of a registered schema, a whole number from 1 to ${MAX_SCHEMA_ID}`,
  })
}

/** Passes a source's failure on; its own words on mending and retrying are kept. */
function unavailable(what: string, cause: unknown, schemaId?: number): AvroCodecError {
  const { what: whose, because, fix, retriable } = (cause ?? {}) as Record<string, unknown>
  return new AvroCodecError('ERR_AVRO_SCHEMA_UNAVAILABLE', {
    what,
    because: typeof because === 'string' ? `${whose}: ${because}` : messageOf(cause),
    fix: typeof fix === 'string' ? fix : 'Check that the schema source can be reached and knows it',
    retriable: retriable === true,
    cause,
    ...(schemaId === undefined ? {} : { schemaId }),
  })
}
