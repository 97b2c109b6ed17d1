/** What can go wrong, as {@link AvroCodecError.code}. */
export const AVRO_CODEC_ERROR_CODES = [
  'ERR_AVRO_INVALID_ARGUMENT',
  'ERR_AVRO_INVALID_SCHEMA',
  'ERR_AVRO_SCHEMA_UNAVAILABLE',
  'ERR_AVRO_INVALID_VALUE',
  'ERR_AVRO_NOT_FRAMED',
  'ERR_AVRO_TRUNCATED',
  'ERR_AVRO_TRAILING_BYTES',
  'ERR_AVRO_INVALID_DATUM',
  'ERR_AVRO_UNSAFE_LONG',
  'ERR_AVRO_INCOMPATIBLE',
  'ERR_AVRO_NOT_LOADED',
  'ERR_AVRO_LIMIT',
] as const

/** One of {@link AVRO_CODEC_ERROR_CODES}. */
export type AvroCodecErrorCode = (typeof AVRO_CODEC_ERROR_CODES)[number]

/** One place of a value that does not fit the schema. */
export interface ValueIssue {
  /** Where: field names and array indices joined by dots; empty for the value as a whole. */
  readonly path: string
  /** The Avro type that the schema asks for there. */
  readonly expected: string
  /** What is there, cut to 80 characters. */
  readonly actual: string
}

/** The parts of an error. */
export interface AvroCodecErrorDetails {
  /** Which input: the schema, value or bytes at fault. */
  readonly what: string
  /** Why, with the actual value. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  /** Whether the same call may work later. */
  readonly retriable?: boolean
  /** The error behind this one. */
  readonly cause?: unknown
  /** Id of the schema that was in use. */
  readonly schemaId?: number
  /** Subject of that schema. */
  readonly subject?: string
  /** Each place of an invalid value that does not fit. */
  readonly issues?: readonly ValueIssue[]
  /** Field of a broken datum, joined by dots. */
  readonly path?: string
  /** Byte of a broken datum, counted from its start. */
  readonly offset?: number
}

/** The only error this package throws. */
export class AvroCodecError extends Error {
  override readonly name = 'AvroCodecError'
  /** Stable code to match on. */
  readonly code: AvroCodecErrorCode
  /** Which input: the schema, value or bytes at fault. */
  readonly what: string
  /** Why, with the actual value. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  /** Whether the same call may work later. */
  readonly retriable: boolean
  /** Id of the schema that was in use, where one was known. */
  readonly schemaId: number | undefined
  /** Subject of that schema, where one was known. */
  readonly subject: string | undefined
  /** Each place that does not fit, for ERR_AVRO_INVALID_VALUE; else empty. */
  readonly issues: readonly ValueIssue[]
  /** Where a datum is broken: field names, map keys and array indices joined by dots. */
  readonly path: string | undefined
  /** Where a datum is broken: the byte, counted from the datum's start. */
  readonly offset: number | undefined

  constructor(code: AvroCodecErrorCode, details: AvroCodecErrorDetails) {
    const { what, because, fix, retriable = false, cause } = details
    super(`${what}: ${because}. ${fix}`, cause === undefined ? {} : { cause })
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
    this.retriable = retriable
    this.schemaId = details.schemaId
    this.subject = details.subject
    this.issues = details.issues ?? []
    this.path = details.path
    this.offset = details.offset
  }
}

/** The text of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
