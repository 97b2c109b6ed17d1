import { AvroSchema, type SchemaText } from './avro-schema.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import { AvroCodecError } from './errors.ts'
import { MAX_SCHEMA_ID } from './frame.ts'
import { type AvroCodecOptions, type Settings, settingsOf } from './options.ts'
import { requireReadable } from './readable.ts'
import { type AvroReader, FrameReader } from './reader.ts'
import { SchemaCache } from './schema-cache.ts'
import { SchemaLookups } from './schema-lookups.ts'
import { recordName, type SubjectStrategy } from './subjects.ts'
import { type AvroWriter, SchemaWriter } from './writer.ts'

/** The schema to write with: by subject, by id, or by the schema itself. */
export type WriterSchema = LatestOfSubject | SchemaOfId | RegisteredAs

/** The latest version of a subject. */
export interface LatestOfSubject {
  /** Its name, as it stands in the registry. */
  readonly subject: string
  /**
   * The schema that the values have. The subject's latest must be able to read what it writes, so
   * that a value never loses its meaning by a version that somebody else registered.
   * @default not checked
   */
  readonly localSchema?: SchemaText
}

/** A schema's id; with its text nothing is looked up. */
export interface SchemaOfId {
  /** From 1 to 2^31 - 1; it goes into every frame. */
  readonly id: number
  /** The text behind the id. @default looked up */
  readonly schema?: string
}

/** A schema as such; the registry is asked under which id a subject has exactly this one. */
export interface RegisteredAs {
  /** The schema to write with; its text is what is looked up. */
  readonly schema: SchemaText
  /** The subject, or what makes its name. @default recordName, the record's full name */
  readonly subject?: string | SubjectStrategy
  /** For strategies that name the topic. @default none */
  readonly topic?: string
  /** Whether the schema is the keys', for such strategies. @default false */
  readonly isKey?: boolean
  /** Whether to register the schema where the subject does not have it. @default false */
  readonly register?: boolean
}

/** Settings of a reader. */
export interface ReaderOptions {
  /**
   * The schema to read as: fields are matched by name and alias, numbers promoted, defaults filled
   * in. Source: Avro specification, "Schema Resolution".
   * @default each datum is read as it was written
   */
  readonly schema?: SchemaText
}

/** Avro in a schema registry's wire format. Writers and readers of one codec share its schemas. */
export class AvroCodec {
  readonly #settings: Settings
  readonly #lookups: SchemaLookups
  readonly #schemas: SchemaCache

  /** @throws {@link AvroCodecError} ERR_AVRO_INVALID_ARGUMENT */
  constructor(options: AvroCodecOptions) {
    const settings = settingsOf(options)
    const lookups = new SchemaLookups(options.schemas, settings.latestTtlMs)
    this.#settings = settings
    this.#lookups = lookups
    this.#schemas = new SchemaCache({
      load: (id) => lookups.byId(id),
      settings,
      onWarning: options.onWarning,
    })
  }

  /**
   * A writer for one schema, looked up now; from then on it is synchronous. It keeps its schema: make
   * another to follow a subject.
   * @throws {@link AvroCodecError} ERR_AVRO_SCHEMA_UNAVAILABLE, ERR_AVRO_INVALID_SCHEMA,
   *   ERR_AVRO_INCOMPATIBLE, ERR_AVRO_INVALID_ARGUMENT
   */
  async writer<T>(by: WriterSchema): Promise<AvroWriter<T>> {
    return new SchemaWriter<T>(await this.#schemaFor(by))
  }

  /**
   * A reader for records of any schema that the source knows.
   * @throws {@link AvroCodecError} ERR_AVRO_INVALID_SCHEMA for the schema to read as
   */
  reader<T>({ schema }: ReaderOptions = {}): AvroReader<T> {
    if (schema === undefined) return new FrameReader<T>(this.#schemas)
    return new FrameReader<T>(this.#schemas, this.#parse(schema, 'reader’s schema'))
  }

  #schemaFor(by: WriterSchema): Promise<CompiledSchema> {
    if ('id' in by) return this.#byId(by)
    return 'schema' in by ? this.#registered(by) : this.#latest(by)
  }

  async #byId({ id, schema }: SchemaOfId): Promise<CompiledSchema> {
    if (!Number.isInteger(id) || id <= 0 || id > MAX_SCHEMA_ID) throw noSchemaId(id)
    return schema === undefined ? this.#schemas.get(id) : this.#schemas.add({ id, schema })
  }

  async #latest({ subject, localSchema }: LatestOfSubject): Promise<CompiledSchema> {
    const latest = this.#schemas.add({ subject, ...(await this.#lookups.latest(subject)) })
    if (localSchema !== undefined) {
      const label = `local schema for subject ${subject}`
      const local = { id: latest.id, schema: this.#parse(localSchema, label), label }
      requireReadable(local, latest.schema, this.#settings)
    }
    return latest
  }

  async #registered(by: RegisteredAs): Promise<CompiledSchema> {
    const { subject: strategy = recordName, topic, isKey = false, register = false } = by
    const schema = this.#parse(by.schema, 'schema to write with')
    const parts = { record: schema.name, topic, isKey }
    const subject = typeof strategy === 'string' ? strategy : strategy(parts)
    if (subject === undefined) throw noSubject(strategy as SubjectStrategy, parts)
    const { id } = await this.#lookups.idOf(subject, schema.text, register)
    return this.#schemas.add({ id, schema: schema.text, subject })
  }

  #parse(schema: SchemaText, label: string): AvroSchema {
    const { misplacedLogicalTypes } = this.#settings
    return new AvroSchema(schema, { label, misplacedLogicalTypes })
  }
}

function noSchemaId(id: unknown): AvroCodecError {
  return new AvroCodecError('ERR_AVRO_INVALID_ARGUMENT', {
    what: 'schema id',
    because: `${id} was given`,
    fix: `Give the id of a registered schema, a whole number from 1 to ${MAX_SCHEMA_ID}`,
  })
}

function noSubject(strategy: SubjectStrategy, parts: object): AvroCodecError {
  return new AvroCodecError('ERR_AVRO_INVALID_ARGUMENT', {
    what: `subject by ${strategy.name || 'a function'}`,
    because: `it gives none for ${JSON.stringify(parts)}`,
    fix: 'Give the topic where the strategy names it, or the subject itself',
  })
}
