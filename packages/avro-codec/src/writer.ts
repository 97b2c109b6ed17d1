import { asBuffer, requireRange } from './buffer.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import type { DatumWriter } from './datum-writer.ts'
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
  readonly schemaId: number
  readonly schema: string
  readonly #writer: DatumWriter
  #pool = Buffer.allocUnsafeSlow(POOL_BYTES)
  #used = 0

  constructor({ id, schema, writer }: CompiledSchema) {
    this.schemaId = id
    this.schema = schema.text
    this.#writer = writer
  }

  encode(value: T): Uint8Array {
    const start = this.#used
    const end = this.#write(value, this.#pool, start)
    if (end > this.#pool.length) return this.#encodeElsewhere(value, end - start)
    this.#used = end
    return this.#pool.subarray(start, end)
  }

  encodeInto(value: T, target: Uint8Array, offset: number): number {
    const buffer = asBuffer(target)
    requireRange(buffer, offset, buffer.length)
    const end = this.#write(value, buffer, offset)
    return end > buffer.length ? buffer.length - end : end
  }

  /** Gives the end, which lies beyond the buffer where frame and datum did not fit. */
  #write(value: T, target: Buffer, offset: number): number {
    const end = this.#writer.write(value, target, offset + FRAME_HEADER_BYTES)
    if (end <= target.length) writeFrameHeader(target, offset, this.schemaId)
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
    const end = this.#write(value, own, 0)
    return end > needed ? this.#encodeElsewhere(value, end) : own.subarray(0, end)
  }
}
