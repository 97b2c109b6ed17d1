import { AvroCodecError, messageOf } from './errors.ts'
import { canonicalForm } from './schema/canonical-form.ts'
import { fingerprintOf } from './schema/fingerprint.ts'
import { jsonText, parseJson } from './schema/json.ts'
import { mendLogicalTypes } from './schema/misplaced-logical-types.ts'
import type { Names } from './schema/names.ts'
import { parseSchema } from './schema/parse-schema.ts'
import type { Schema } from './schema/schema.ts'

/**
 * A schema as JSON text, or as what that text parses to, where a default of a long beyond ±(2^53 - 1) is
 * a bigint.
 */
export type SchemaText = string | object

/** How to read a schema. */
export interface SchemaOptions {
  /**
   * What to do about `logicalType` beside a field's `type`, where Avro ignores it: `'warn'` ignores
   * it too, `'lift'` takes it as if it stood inside the type (the bytes are the same), `'error'`
   * refuses the schema.
   * @default 'warn'
   */
  readonly misplacedLogicalTypes?: 'warn' | 'lift' | 'error'
  /** Schemas whose named types this one refers to, each before those that need it. @default none */
  readonly references?: readonly SchemaText[]
  /** What to call it in messages. @default 'schema' */
  readonly label?: string
  /** Its id, for errors. @default none */
  readonly id?: number
}

/** A schema, read and checked. */
export class AvroSchema {
  /** The text it was read from, unchanged: registries find a schema by it. */
  readonly text: string
  /** Full name of its record, enum or fixed; none for other types. */
  readonly name: string | undefined
  /** What is odd about it, in sentences with the mend. */
  readonly warnings: readonly string[]
  /** @internal */
  readonly root: Schema

  /** @throws {@link AvroCodecError} ERR_AVRO_INVALID_SCHEMA, naming the JSON path at fault */
  constructor(schema: SchemaText, options: SchemaOptions = {}) {
    const { label = 'schema', misplacedLogicalTypes: policy = 'warn', references = [] } = options
    this.text = guarded(options, () => textOf(schema))
    const { root, warnings } = guarded(options, () =>
      read(this.text, { policy, references, label }),
    )
    this.root = root
    this.name = 'name' in root ? root.name : undefined
    this.warnings = warnings
  }

  /**
   * Its Parsing Canonical Form: equal for schemas whose data are the same bytes. Source: Avro
   * specification, "Parsing Canonical Form for Schemas".
   */
  get canonicalForm(): string {
    return canonicalForm(this.root)
  }

  /** CRC-64-AVRO of the canonical form, unsigned. Source: Avro specification, "Schema Fingerprints". */
  get fingerprint(): bigint {
    return fingerprintOf(this.canonicalForm)
  }
}

function textOf(schema: SchemaText): string {
  return typeof schema === 'string' ? schema : jsonText(schema)
}

type ReadOptions = Required<Pick<SchemaOptions, 'references' | 'label'>> & {
  readonly policy: 'warn' | 'lift' | 'error'
}

function read(text: string, { policy, references, label }: ReadOptions) {
  const outer: Names = new Map()
  for (const reference of references) parseSchema(parseJson(textOf(reference)), outer)
  const json = parseJson(text)
  const root = parseSchema(json, new Map(outer))
  const mended = mendLogicalTypes(json)
  if (mended.places.length === 0) return { root, warnings: [] }
  const mend = `Register it as ${jsonText(mended.json)}; the bytes stay the same`
  const odd = `"logicalType" stands beside "type", where Avro ignores it: ${mended.places.join('; ')}`
  if (policy === 'error') throw new Misplaced(odd, mend)
  if (policy === 'warn') return { root, warnings: [`${label}: ${odd}. ${mend}`] }
  return { root: parseSchema(mended.json, outer), warnings: [] }
}

/** Turns what is wrong with the text into this package's error. */
function guarded<R>({ label = 'schema', id }: SchemaOptions, act: () => R): R {
  try {
    return act()
  } catch (thrown) {
    const misplaced = thrown instanceof Misplaced
    throw new AvroCodecError('ERR_AVRO_INVALID_SCHEMA', {
      what: label,
      because: messageOf(thrown),
      fix: misplaced ? thrown.fix : 'Give a schema that follows the Avro specification',
      cause: thrown,
      ...(id === undefined ? {} : { schemaId: id }),
    })
  }
}

/** A logical type that the policy does not let pass. */
class Misplaced extends Error {
  readonly fix: string

  constructor(odd: string, fix: string) {
    super(odd)
    this.fix = fix
  }
}
