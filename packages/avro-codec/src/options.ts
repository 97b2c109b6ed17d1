import { AvroCodecError } from './errors.ts'
import { DEFAULT_LIMITS, type Limits } from './runtime/limits.ts'
import { LOGICAL_TYPES } from './schema/logical-types.ts'
import type { SchemaSource } from './schema-source.ts'
import { type Forms, formsOf, type ValueForms } from './values/value-forms.ts'

/** Settings of a codec. */
export interface AvroCodecOptions extends ValueForms {
  /** Where to look schemas up. */
  readonly schemas: SchemaSource
  /**
   * What to do about `logicalType` beside a field's `type`, as in the Hopsworks guide's schema, where
   * Avro ignores it: `'warn'` ignores it too, `'lift'` takes it as if it stood inside the type (the
   * bytes are the same), `'error'` refuses the schema.
   * @default 'warn'
   */
  readonly misplacedLogicalTypes?: 'warn' | 'lift' | 'error'
  /**
   * Whether a value with fields that the schema does not have is refused; else they are left out.
   * @default false
   */
  readonly strict?: boolean
  /**
   * Whether a schema that is just `"bytes"` is written without Avro's length, as Confluent's clients
   * write it, and read so.
   * @default true
   */
  readonly bareBytes?: boolean
  /** What a datum may cost its reader. @default see {@link Limits} */
  readonly limits?: Partial<Limits>
  /** How long a subject's latest version is taken for granted, in milliseconds. @default 60000 */
  readonly latestTtlMs?: number
  /**
   * Told once per schema what is odd about it, in a sentence with the mend.
   * @default nobody is told
   */
  readonly onWarning?: (text: string) => void
}

/** The same, complete. */
export interface Settings {
  /** How values look. */
  readonly forms: Forms
  readonly misplacedLogicalTypes: 'warn' | 'lift' | 'error'
  readonly strict: boolean
  readonly bareBytes: boolean
  readonly limits: Limits
  readonly latestTtlMs: number
}

const CHOICES = {
  long: ['number', 'bigint', 'auto'],
  unions: ['bare', 'wrapped'],
  misplacedLogicalTypes: ['warn', 'lift', 'error'],
} as const

const NAMES = [
  'schemas',
  'logicalTypes',
  'strict',
  'bareBytes',
  'limits',
  'latestTtlMs',
  'onWarning',
  ...Object.keys(CHOICES),
]

/** Checks a codec's options and fills in the defaults. @throws ERR_AVRO_INVALID_ARGUMENT */
export function settingsOf(options: AvroCodecOptions): Settings {
  refuseUnknown(options, NAMES, 'option')
  refuseUnknown(options.logicalTypes ?? {}, LOGICAL_TYPES, 'logicalTypes')
  refuseUnknown(options.limits ?? {}, Object.keys(DEFAULT_LIMITS), 'limits')
  for (const [name, allowed] of Object.entries(CHOICES)) {
    const given: unknown = Reflect.get(options, name)
    if (given === undefined || (allowed as readonly unknown[]).includes(given)) continue
    throw badOption(name, `${JSON.stringify(given)} was given`, `Give one of ${allowed.join(', ')}`)
  }
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  for (const [name, limit] of [
    ...Object.entries(limits),
    ['latestTtlMs', options.latestTtlMs ?? 0] as const,
  ]) {
    if (limit >= 0) continue
    throw badOption(name, `${limit} was given`, 'Give a number from 0 up')
  }
  const { misplacedLogicalTypes = 'warn', strict = false, bareBytes = true } = options
  return {
    forms: formsOf(options),
    misplacedLogicalTypes,
    strict,
    bareBytes,
    limits,
    latestTtlMs: options.latestTtlMs ?? 60_000,
  }
}

function refuseUnknown(given: object, names: readonly string[], what: string): void {
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown === undefined) return
  throw badOption(what, `there is no "${unknown}"`, `Give some of ${names.join(', ')}`)
}

function badOption(what: string, because: string, fix: string): AvroCodecError {
  return new AvroCodecError('ERR_AVRO_INVALID_ARGUMENT', { what: `codec ${what}`, because, fix })
}
