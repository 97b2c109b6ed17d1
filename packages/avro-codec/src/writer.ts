import { asBuffer, requireRange } from './buffer.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import { FRAME_HEADER_BYTES, writeFrameHeader } from './frame.ts'

/** Where `encode` starts; it grows to the largest datum seen. */
const FIRST_SCRATCH_BYTES = 1024

/** Values of one schema to framed bytes, synchronously. */
export interface AvroWriter<T> {
  /** Id that goes into every frame. */
  readonly schemaId: number
  /** Text of the schema. */
  readonly schema: string
  /**
   * Frame and datum in a buffer of their own.
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
  #scratch = Buffer.allocUnsafeSlow(FIRST_SCRATCH_BYTES)

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
    let end = this.encodeInto(value, this.#scratch, 0)
    while (end < 0) {
      this.#scratch = Buffer.allocUnsafeSlow(2 * (this.#scratch.length - end))
      end = this.encodeInto(value, this.#scratch, 0)
    }
    const bytes = Buffer.allocUnsafe(end)
    this.#scratch.copy(bytes, 0, 0, end)
    return bytes
  }

  encodeInto(value: T, target: Uint8Array, offset: number): number {
    const buffer = asBuffer(target)
    requireRange(buffer, offset, buffer.length)
    const end = this.#schema.writeDatum(value, buffer, offset + FRAME_HEADER_BYTES)
    if (end >= 0) writeFrameHeader(buffer, offset, this.#schema.id)
    return end
  }
}
