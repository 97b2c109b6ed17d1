import type { AvroSchema } from './avro-schema.ts'
import { asBuffer, requireRange } from './buffer.ts'
import type { DatumReader } from './datum-reader.ts'
import { AvroCodecError } from './errors.ts'
import { FRAME_HEADER_BYTES, readSchemaId } from './frame.ts'
import { type RecordHeader, schemaIdOf } from './record-headers.ts'
import type { SchemaCache } from './schema-cache.ts'

/** Framed bytes to values, each with the schema it was written with. */
export interface AvroReader<T> {
  /**
   * Reads the frame and datum that take up `offset` to `end` of `bytes`: all of them by default. A
   * record whose headers name its schema (a feature group's) is read without a frame. A tombstone,
   * null, comes back as it is.
   * @returns the value; or a promise of it where the schema is seen for the first time. The bytes
   *   must not change until that promise settles
   * @throws {@link AvroCodecError} ERR_AVRO_NOT_FRAMED, ERR_AVRO_TRUNCATED,
   *   ERR_AVRO_TRAILING_BYTES, ERR_AVRO_INVALID_DATUM, ERR_AVRO_UNSAFE_LONG, ERR_AVRO_LIMIT,
   *   ERR_AVRO_INCOMPATIBLE, ERR_AVRO_INVALID_ARGUMENT; the promise besides with
   *   ERR_AVRO_SCHEMA_UNAVAILABLE, ERR_AVRO_INVALID_SCHEMA
   */
  decode(
    bytes: Uint8Array | null,
    offset?: number,
    end?: number,
    headers?: readonly RecordHeader[],
  ): T | Promise<T>
  /**
   * The same, never with a promise.
   * @throws {@link AvroCodecError} as `decode`, and ERR_AVRO_NOT_LOADED with the `schemaId` for a
   *   schema that was not seen before: `await load(schemaId)`, then ask again
   */
  decodeSync(bytes: Uint8Array, offset?: number, end?: number, headers?: readonly RecordHeader[]): T
  /**
   * Fetches and compiles a schema, so that data of it are read synchronously from then on.
   * @throws {@link AvroCodecError} ERR_AVRO_SCHEMA_UNAVAILABLE, ERR_AVRO_INVALID_SCHEMA,
   *   ERR_AVRO_INCOMPATIBLE
   */
  load(schemaId: number): Promise<void>
}

/** Reads with whatever schemas the frames name. The caller says what type the values have. */
export class FrameReader<T> implements AvroReader<T> {
  readonly #schemas: SchemaCache
  readonly #as: AvroSchema | undefined
  /** A topic's records mostly name one schema, one after the other. */
  #last: DatumReader | undefined
  #lastId = 0

  /** @param as - the schema to read as; by default each datum is read as it was written */
  constructor(schemas: SchemaCache, as?: AvroSchema) {
    this.#schemas = schemas
    this.#as = as
  }

  decode(
    bytes: Uint8Array | null,
    offset = 0,
    end = bytes?.length ?? 0,
    headers?: readonly RecordHeader[],
  ): T | Promise<T> {
    if (bytes === null) return null as T
    const buffer = asBuffer(bytes)
    requireRange(buffer, offset, end)
    const bareId = headers === undefined ? undefined : schemaIdOf(headers)
    const id = bareId ?? readSchemaId(buffer, offset, end)
    const start = bareId === undefined ? offset + FRAME_HEADER_BYTES : offset
    const reader = id === this.#lastId ? this.#last : this.#readerOf(id)
    if (reader === undefined) return this.#decodeLater(id, buffer, start, end)
    return reader.read(buffer, start, end) as T
  }

  decodeSync(
    bytes: Uint8Array,
    offset = 0,
    end = asBuffer(bytes).length,
    headers?: readonly RecordHeader[],
  ): T {
    requireRange(bytes, offset, end)
    const bareId = headers === undefined ? undefined : schemaIdOf(headers)
    const id = bareId ?? readSchemaId(bytes, offset, end)
    if (this.#readerOf(id) === undefined) throw notLoaded(id)
    return this.decode(bytes, offset, end, headers) as T
  }

  async load(schemaId: number): Promise<void> {
    this.#schemas.readerOf(await this.#schemas.get(schemaId), this.#as)
  }

  async #decodeLater(id: number, bytes: Buffer, start: number, end: number): Promise<T> {
    await this.load(id)
    const reader = this.#readerOf(id)
    if (reader === undefined) throw notLoaded(id)
    return reader.read(bytes, start, end) as T
  }

  /** What reads data of a schema, if that is loaded. */
  #readerOf(id: number): DatumReader | undefined {
    const schema = this.#schemas.peek(id)
    if (schema === undefined) return undefined
    this.#last = this.#schemas.readerOf(schema, this.#as)
    this.#lastId = id
    return this.#last
  }
}

function notLoaded(id: number): AvroCodecError {
  return new AvroCodecError('ERR_AVRO_NOT_LOADED', {
    what: `schema ${id}`,
    because: 'it was not fetched yet',
    fix: 'Await load() with this id, then decode again; or use decode(), which gives a promise',
    schemaId: id,
  })
}
