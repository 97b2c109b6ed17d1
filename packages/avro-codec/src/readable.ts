import type { AvroSchema } from './avro-schema.ts'
import { isBareBytes } from './bare-bytes.ts'
import { Incompatible } from './compile/incompatible.ts'
import type { Plan } from './compile/plan.ts'
import { resolve } from './compile/resolve.ts'
import { AvroCodecError } from './errors.ts'
import type { Settings } from './options.ts'

/** A schema that data are written with, and where it is from. */
export interface WrittenWith {
  readonly schema: AvroSchema
  /** What it is called in messages. */
  readonly label: string
  readonly id: number
}

/**
 * How to read data of one schema as values of another.
 * @throws {@link AvroCodecError} ERR_AVRO_INCOMPATIBLE where that cannot be, naming the field
 */
export function requireReadable(writer: WrittenWith, as: AvroSchema, settings: Settings): Plan {
  try {
    if (isBareBytes(writer.schema.root, settings) && !isBareBytes(as.root, settings)) {
      throw new Incompatible([], 'bytes without a length cannot be read as anything else')
    }
    return resolve(writer.schema.root, as.root)
  } catch (thrown) {
    if (!(thrown instanceof Incompatible)) throw thrown
    throw new AvroCodecError('ERR_AVRO_INCOMPATIBLE', {
      what: `data of ${writer.label}, read as ${as.name ?? as.root.kind}`,
      because: thrown.message,
      fix: 'Give the reader’s schema a default or an alias for it, or read as the data were written',
      schemaId: writer.id,
      cause: thrown,
    })
  }
}
