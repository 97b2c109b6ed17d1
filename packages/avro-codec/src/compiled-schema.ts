import { AvroSchema, type SchemaText } from './avro-schema.ts'
import { DatumReader } from './datum-reader.ts'
import { DatumWriter } from './datum-writer.ts'
import type { Settings } from './options.ts'

/** A schema as a registry knows it. */
export interface RegisteredSchema {
  /** Its id in the registry. */
  readonly id: number
  /** Its text, in JSON. */
  readonly schema: string
  /** Schemas that it refers to, each before those that need it. */
  readonly references?: readonly SchemaText[]
  /** Where it was found, for messages. */
  readonly subject?: string
}

/** A registered schema, with what writes and reads its data once that is asked for. */
export class CompiledSchema {
  /** Id in the registry. */
  readonly id: number
  /** What it is called in messages. */
  readonly label: string
  readonly subject: string | undefined
  readonly schema: AvroSchema
  readonly #settings: Settings
  #writer: DatumWriter | undefined
  #reader: DatumReader | undefined

  /** @throws {@link AvroCodecError} ERR_AVRO_INVALID_SCHEMA */
  constructor({ id, schema, subject, references = [] }: RegisteredSchema, settings: Settings) {
    this.id = id
    this.subject = subject
    this.label = subject === undefined ? `schema ${id}` : `schema ${id} of subject ${subject}`
    const { misplacedLogicalTypes } = settings
    this.schema = new AvroSchema(schema, {
      label: this.label,
      misplacedLogicalTypes,
      references,
      id,
    })
    this.#settings = settings
  }

  /** Writes its data. */
  get writer(): DatumWriter {
    this.#writer ??= new DatumWriter(this, this.#settings)
    return this.#writer
  }

  /** Reads its data as they were written. */
  get reader(): DatumReader {
    this.#reader ??= new DatumReader(this, this.#settings)
    return this.#reader
  }

  /** Reads its data as values of another schema. @throws ERR_AVRO_INCOMPATIBLE */
  readerAs(schema: AvroSchema): DatumReader {
    return new DatumReader(this, this.#settings, schema)
  }
}
