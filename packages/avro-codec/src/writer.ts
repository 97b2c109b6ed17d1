import { asBuffer, requireRange } from './buffer.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import { FRAME_HEADER_BYTES, writeFrameHeader } from './frame.ts'

/** Size of the pools that small records are cut from, as of Node's own: a kept record keeps its pool. */
const POOL_BYTES = 8192

/** Values of one schema to framed bytes, synchronously. */
export interface AvroWriter<T> {
  /** Id that goes into every frame. */
  readonly schemaId: number
  /** Text of the schema. */
  readonly schema: string
  /**
   * Frame and datum in bytes of their own, cut from a pool where they are few.
   * @throws {@link AvroCodecError} ERR_AVRO_INVALID_VALUE
   */
  encode(value: T): Uint8Array
  /**
   * Frame and datum at `offset` of a buffer. After an error, or when it does not fit, the bytes
   * from `offset` on are undefined; bytes before it are never touched.
   * @returns the end of the datum; or, when it does not fit, minus the number of missing bytes
   * @throws {@link AvroCodecError} ERR_AVRO_INVALID_VALUE, ERR_AVRO_INVALID_ARGUMENT
   */
  encodeInto(value: T, target: Uint8Array, offset: number): number
}

/** Writes with a compiled schema. */
export class SchemaWriter<T> implements AvroWriter<T> {
  readonly #schema: CompiledSchema
  #pool = Buffer.allocUnsafeSlow(POOL_BYTES)
  #used = 0

  constructor(schema: CompiledSchema) {
    this.#schema = schema
  }

  get schemaId(): number {
    return this.#schema.id
  }

  get schema(): string {
    return this.#schema.text
  }

  encode(value: T): Uint8Array {
    const end = this.encodeInto(value, this.#pool, this.#used)
    if (end < 0) return this.#encodeElsewhere(value, this.#pool.length - this.#used - end)
    const bytes = this.#pool.subarray(this.#used, end)
    this.#used = end
    return bytes
  }

  encodeInto(value: T, target: Uint8Array, offset: number): number {
    const buffer = asBuffer(target)
    requireRange(buffer, offset, buffer.length)
    const end = this.#schema.writeDatum(value, buffer, offset + FRAME_HEADER_BYTES)
    if (end >= 0) writeFrameHeader(buffer, offset, this.#schema.id)
    return end
  }

  /** For a record of `needed` bytes, more than the pool has left. */
  #encodeElsewhere(value: T, needed: number): Uint8Array {
    if (needed <= POOL_BYTES / 2) {
      this.#pool = Buffer.allocUnsafeSlow(POOL_BYTES)
      this.#used = 0
      return this.encode(value)
    }
    const own = Buffer.allocUnsafeSlow(needed)
    const end = this.encodeInto(value, own, 0)
    return end < 0 ? this.#encodeElsewhere(value, needed - end) : own.subarray(0, end)
  }
}
