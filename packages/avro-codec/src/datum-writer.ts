import { isBareBytes } from './bare-bytes.ts'
import { compileWriter, type WriteFunction } from './compile/compile-writer.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import { AvroCodecError } from './errors.ts'
import { invalidValue } from './invalid-value.ts'
import type { Settings } from './options.ts'
import { REFUSED } from './runtime/faults.ts'

/** Writes the data of one schema. */
export class DatumWriter {
  readonly #of: CompiledSchema
  readonly #settings: Settings
  readonly #write: WriteFunction

  constructor(of: CompiledSchema, settings: Settings) {
    this.#of = of
    this.#settings = settings
    const { root } = of.schema
    this.#write = isBareBytes(root, settings) ? writeBareBytes : compileWriter(root, settings)
  }

  /**
   * Writes a datum at `offset`.
   * @returns its end, which lies beyond the buffer where it did not fit
   * @throws {@link AvroCodecError} ERR_AVRO_INVALID_VALUE, ERR_AVRO_UNSAFE_LONG for a default
   */
  write(value: unknown, target: Buffer, offset: number): number {
    try {
      return this.#write(value, target, offset)
    } catch (thrown) {
      if (thrown instanceof AvroCodecError) throw thrown
      throw invalidValue({ of: this.#of, settings: this.#settings, value, thrown })
    }
  }
}

function writeBareBytes(value: unknown, target: Buffer, offset: number): number {
  if (!(value instanceof Uint8Array)) throw REFUSED
  const end = offset + value.length
  if (end <= target.length) target.set(value, offset)
  return end
}
