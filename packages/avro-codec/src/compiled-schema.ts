import { AvroCodecError, type AvroCodecErrorCode, messageOf } from './errors.ts'
import { invalidValue } from './invalid-value.ts'
import { findMisplacedLogicalTypes } from './misplaced-logical-types.ts'
import type { AvroType } from './types/avsc.ts'
import { openBudget } from './types/budget.ts'
import { compile } from './types/compile.ts'
import { OverBudget, UnsafeLong } from './types/refusals.ts'

/** A schema as a registry knows it. */
export interface RegisteredSchema {
  /** Its id in the registry. */
  readonly id: number
  /** Its text, in JSON. */
  readonly schema: string
  /** Where it was found, for messages. */
  readonly subject?: string
}

/** A schema ready to write and read data. */
export class CompiledSchema {
  /** Id in the registry. */
  readonly id: number
  /** Text as registered. */
  readonly text: string
  /** What is odd about the schema, for people. */
  readonly warnings: readonly string[]
  readonly #type: AvroType

  /** @throws {@link AvroCodecError} ERR_AVRO_INVALID_SCHEMA */
  constructor({ id, schema, subject }: RegisteredSchema) {
    const name = subject === undefined ? `schema ${id}` : `schema ${id} of subject ${subject}`
    const { type, misplaced } = parse(schema, id, name)
    this.id = id
    this.text = schema
    this.warnings = misplaced.map((text) => `${name}: ${text}`)
    this.#type = type
  }

  /**
   * Writes a datum at `offset`.
   * @returns its end; or, when it does not fit, minus the number of bytes that are missing
   * @throws {@link AvroCodecError} ERR_AVRO_INVALID_VALUE
   */
  writeDatum(value: unknown, target: Buffer, offset: number): number {
    try {
      return this.#type.encode(value, target, offset)
    } catch (thrown) {
      throw invalidValue({ type: this.#type, schemaId: this.id, value, thrown })
    }
  }

  /**
   * Reads the datum that takes up `offset` to `end`.
   * @throws {@link AvroCodecError} ERR_AVRO_TRUNCATED, ERR_AVRO_TRAILING_BYTES,
   *   ERR_AVRO_INVALID_DATUM, ERR_AVRO_UNSAFE_LONG, ERR_AVRO_LIMIT
   */
  readDatum(bytes: Buffer, offset: number, end: number): unknown {
    const { value, offset: stop } = this.#decode(bytes, offset, end)
    if (stop === end) return value
    // A negative stop lies behind all bytes; one beyond `end` took bytes of what follows.
    if (stop < 0 || stop > end) {
      throw this.#broken('ERR_AVRO_TRUNCATED', `${end - offset} bytes are too few for its fields`)
    }
    throw this.#broken('ERR_AVRO_TRAILING_BYTES', `${end - stop} bytes are left over at its end`)
  }

  #decode(bytes: Buffer, offset: number, end: number): { value: unknown; offset: number } {
    openBudget(end - offset)
    try {
      return this.#type.decode(bytes, offset)
    } catch (thrown) {
      if (thrown instanceof UnsafeLong) throw this.#broken('ERR_AVRO_UNSAFE_LONG', thrown.message)
      const tooMuch = thrown instanceof OverBudget
      const code = tooMuch ? 'ERR_AVRO_LIMIT' : 'ERR_AVRO_INVALID_DATUM'
      throw this.#broken(code, messageOf(thrown), thrown)
    }
  }

  #broken(code: AvroCodecErrorCode, because: string, cause?: unknown): AvroCodecError {
    return new AvroCodecError(code, {
      what: `datum of schema ${this.id}`,
      because,
      fix:
        FIXES[code] ??
        'Check that the writer used the schema of the id that it put before the datum',
      schemaId: this.id,
      cause,
    })
  }
}

const FIXES: Partial<Record<AvroCodecErrorCode, string>> = {
  ERR_AVRO_UNSAFE_LONG:
    'Numbers hold whole values within ±(2^53 - 1); bigints are not supported yet',
}

/** What a schema's text gives. */
interface Parsed {
  readonly type: AvroType
  readonly misplaced: readonly string[]
}

function parse(schema: string, id: number, name: string): Parsed {
  try {
    const json: unknown = JSON.parse(schema)
    return { type: compile(json), misplaced: findMisplacedLogicalTypes(json) }
  } catch (thrown) {
    throw new AvroCodecError('ERR_AVRO_INVALID_SCHEMA', {
      what: name,
      because: messageOf(thrown),
      fix: 'Register a schema that follows the Avro specification',
      cause: thrown,
      schemaId: id,
    })
  }
}
