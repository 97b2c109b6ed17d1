import { asBuffer, requireRange } from './buffer.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import { FRAME_HEADER_BYTES, readSchemaId } from './frame.ts'
import type { SchemaCache } from './schema-cache.ts'

/** Framed bytes to values, each with the schema it was written with. */
export interface AvroReader<T> {
  /**
   * Reads the frame and datum that take up `offset` to `end` of `bytes`.
   * @returns the value; or a promise of it where the frame's schema id is seen for the first time.
   *   The bytes must not change until that promise settles
   * @throws {@link AvroCodecError} ERR_AVRO_NOT_FRAMED, ERR_AVRO_TRUNCATED,
   *   ERR_AVRO_TRAILING_BYTES, ERR_AVRO_INVALID_DATUM, ERR_AVRO_UNSAFE_LONG, ERR_AVRO_LIMIT,
   *   ERR_AVRO_INVALID_ARGUMENT; the promise besides with ERR_AVRO_SCHEMA_UNAVAILABLE,
   *   ERR_AVRO_INVALID_SCHEMA
   */
  decode(bytes: Uint8Array, offset: number, end: number): T | Promise<T>
}

/** Reads with whatever schemas the frames name. The caller says what type the values have. */
export class FrameReader<T> implements AvroReader<T> {
  readonly #schemas: SchemaCache
  /** A topic's records mostly name one schema, one after the other. */
  #last: CompiledSchema | undefined

  constructor(schemas: SchemaCache) {
    this.#schemas = schemas
  }

  decode(bytes: Uint8Array, offset: number, end: number): T | Promise<T> {
    const buffer = asBuffer(bytes)
    requireRange(buffer, offset, end)
    const id = readSchemaId(buffer, offset, end)
    const datum = offset + FRAME_HEADER_BYTES
    const schema = this.#last?.id === id ? this.#last : this.#schemas.peek(id)
    if (schema === undefined) {
      return this.#schemas.get(id).then((loaded) => loaded.readDatum(buffer, datum, end) as T)
    }
    this.#last = schema
    return schema.readDatum(buffer, datum, end) as T
  }
}
