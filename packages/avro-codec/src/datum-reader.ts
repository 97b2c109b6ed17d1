import type { AvroSchema } from './avro-schema.ts'
import { isBareBytes } from './bare-bytes.ts'
import { compileReader, type ReadFunction } from './compile/compile-reader.ts'
import { placeOf } from './compile/place-of.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import { AvroCodecError, type AvroCodecErrorCode } from './errors.ts'
import type { Settings } from './options.ts'
import { requireReadable } from './readable.ts'
import { Cursor } from './runtime/cursor.ts'
import { BrokenDatum, truncated } from './runtime/faults.ts'

/** Reads data of one schema, as they were written or as values of another schema. */
export class DatumReader {
  /** The schema that the data were written with. */
  readonly of: CompiledSchema
  readonly #cursor: Cursor
  readonly #read: ReadFunction

  /** @throws {@link AvroCodecError} ERR_AVRO_INCOMPATIBLE */
  constructor(of: CompiledSchema, settings: Settings, as: AvroSchema = of.schema) {
    this.of = of
    this.#cursor = new Cursor(settings.limits)
    const plan = requireReadable(of, as, settings)
    const isBare = isBareBytes(of.schema.root, settings)
    this.#read = isBare ? readBareBytes : compileReader(plan, settings.forms)
  }

  /**
   * Reads the datum that takes up `offset` to `end`.
   * @throws {@link AvroCodecError} ERR_AVRO_TRUNCATED, ERR_AVRO_TRAILING_BYTES,
   *   ERR_AVRO_INVALID_DATUM, ERR_AVRO_UNSAFE_LONG, ERR_AVRO_LIMIT, ERR_AVRO_INCOMPATIBLE
   */
  read(bytes: Buffer, offset: number, end: number): unknown {
    const cursor = this.#cursor
    let fault: unknown
    try {
      cursor.open(bytes, offset, end)
      const value = this.#read(cursor)
      if (cursor.pos === end) return value
    } catch (thrown) {
      fault = thrown
    }
    throw this.#broken(fault, { bytes, offset, end })
  }

  /** What is read beyond the end is other people's bytes: whatever is wrong there, it is cut short. */
  #broken(fault: unknown, datum: Datum): unknown {
    const { pos } = this.#cursor
    if (pos > datum.end) return this.#error(truncated(datum.end), datum)
    if (fault instanceof BrokenDatum) return this.#error(fault, datum)
    if (fault instanceof RangeError) {
      const text = 'its records nest deeper than the stack allows'
      return this.#error(new BrokenDatum('ERR_AVRO_LIMIT', pos, text), datum)
    }
    if (fault !== undefined) return fault
    const text = `${datum.end - pos} bytes are left over at its end`
    return this.#error(new BrokenDatum('ERR_AVRO_TRAILING_BYTES', pos, text), datum)
  }

  #error(fault: BrokenDatum, { bytes, offset, end }: Datum): AvroCodecError {
    const cursor = new Cursor(this.#cursor.limits)
    const isWhole =
      fault.code === 'ERR_AVRO_TRAILING_BYTES' || end - offset > cursor.limits.datumBytes
    if (!isWhole) cursor.open(bytes, offset, end)
    const path = isWhole ? '' : placeOf(this.of.schema.root, cursor, fault.at)
    const where = path === '' ? '' : `, field ${path}`
    return new AvroCodecError(fault.code, {
      what: `datum of ${this.of.label}${where}, byte ${fault.at - offset} of ${end - offset}`,
      because: fault.message,
      fix: FIXES[fault.code] ?? WRONG_SCHEMA,
      schemaId: this.of.id,
      ...(this.of.subject === undefined ? {} : { subject: this.of.subject }),
      path,
      offset: fault.at - offset,
      cause: fault,
    })
  }
}

/** Where a datum lies. */
interface Datum {
  readonly bytes: Buffer
  readonly offset: number
  readonly end: number
}

const WRONG_SCHEMA = 'Check that the writer used the schema of the id that it put before the datum'

const FIXES: Partial<Record<AvroCodecErrorCode, string>> = {
  ERR_AVRO_UNSAFE_LONG:
    "Numbers hold whole values within ±(2^53 - 1), and Dates 8.64e15 ms either way: use long: 'bigint' or 'auto', or switch the logical type off",
  ERR_AVRO_LIMIT: 'Raise the limit of that name if such data are meant to be read',
  ERR_AVRO_INCOMPATIBLE: 'Give the reader’s schema what the writer’s has, or a default',
}

/** The reader's copy, so that it does not keep a whole batch alive. */
function readBareBytes(cursor: Cursor): Buffer {
  const start = cursor.take(cursor.end - cursor.pos)
  return Buffer.from(cursor.bytes.subarray(start, cursor.end))
}
