import type { Incompatibility } from './avro/incompatibility.ts'

/** Every `code` that a {@link RegistryError} can have. */
export const REGISTRY_ERROR_CODES = [
  'ERR_REGISTRY_BAD_OPTIONS',
  'ERR_REGISTRY_BAD_API_KEY',
  'ERR_REGISTRY_BAD_CA',
  'ERR_REGISTRY_BAD_ARGUMENT',
  'ERR_REGISTRY_NAME_MISMATCH',
  'ERR_REGISTRY_UNREACHABLE',
  'ERR_REGISTRY_TIMEOUT',
  'ERR_REGISTRY_TLS',
  'ERR_REGISTRY_UNAUTHORIZED',
  'ERR_REGISTRY_FORBIDDEN',
  'ERR_REGISTRY_PROJECT_NOT_FOUND',
  'ERR_REGISTRY_TOPIC_NOT_FOUND',
  'ERR_REGISTRY_SUBJECT_NOT_FOUND',
  'ERR_REGISTRY_VERSION_NOT_FOUND',
  'ERR_REGISTRY_SCHEMA_NOT_FOUND',
  'ERR_REGISTRY_SCHEMA_NOT_REGISTERED',
  'ERR_REGISTRY_INVALID_SCHEMA',
  'ERR_REGISTRY_INCOMPATIBLE',
  'ERR_REGISTRY_CONFLICT',
  'ERR_REGISTRY_LIMIT_REACHED',
  'ERR_REGISTRY_REFUSED',
  'ERR_REGISTRY_RATE_LIMITED',
  'ERR_REGISTRY_UNAVAILABLE',
  'ERR_REGISTRY_NOT_A_REGISTRY',
  'ERR_REGISTRY_TOO_LARGE',
  'ERR_REGISTRY_REDIRECTED',
  'ERR_REGISTRY_ABORTED',
  'ERR_REGISTRY_CLOSED',
] as const

/** One of {@link REGISTRY_ERROR_CODES}. */
export type RegistryErrorCode = (typeof REGISTRY_ERROR_CODES)[number]

/** What a {@link RegistryError} is made of. */
export interface RegistryErrorDetails {
  /** What failed, with the name of the input: subject, schema id, topic, option. */
  readonly what: string
  /** Why, with the actual value. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  /** Whether the same call may succeed later. @default false */
  readonly retriable?: boolean
  readonly cause?: unknown
  /** HTTP status, when the server answered. */
  readonly status?: number
  /** The address asked, without query or credentials. */
  readonly url?: string
  /** The server's own number, from `errorCode` or `error_code`. */
  readonly serverCode?: number
  /** The server's own words, cut to a line. */
  readonly serverMessage?: string
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number
  /** The scope that the API key lacks. */
  readonly scope?: string
  /** Where and why a schema may not follow the earlier ones, by the local check. */
  readonly incompatibilities?: readonly Incompatibility[]
}

/** The one error of this package. No message and no property ever holds the API key. */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode
  readonly what: string
  readonly because: string
  readonly fix: string
  readonly retriable: boolean
  readonly status: number | undefined
  readonly url: string | undefined
  readonly serverCode: number | undefined
  readonly serverMessage: string | undefined
  readonly retryAfterMs: number | undefined
  readonly scope: string | undefined
  readonly incompatibilities: readonly Incompatibility[] | undefined

  constructor(code: RegistryErrorCode, details: RegistryErrorDetails) {
    const { what, because, fix, cause } = details
    super(`${what}: ${because}. ${fix}`, cause === undefined ? undefined : { cause })
    this.name = 'RegistryError'
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
    this.retriable = details.retriable ?? false
    this.status = details.status
    this.url = details.url
    this.serverCode = details.serverCode
    this.serverMessage = details.serverMessage
    this.retryAfterMs = details.retryAfterMs
    this.scope = details.scope
    this.incompatibilities = details.incompatibilities
  }
}

/** The error for an argument of a call that cannot be right. */
export function badArgument(what: string, because: string, cause?: unknown): RegistryError {
  const fix = 'Mend the argument of the call.'
  return new RegistryError('ERR_REGISTRY_BAD_ARGUMENT', { what, because, fix, cause })
}

/** What there is; undefined where the server says, by this code, that there is none. */
export async function unlessMissing<T>(
  answer: Promise<T>,
  code: RegistryErrorCode,
): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof RegistryError && error.code === code) return undefined
    throw error
  }
}

/** The same failure, told better: what it lacked is added to it. */
export function withDetails(
  error: RegistryError,
  added: Partial<RegistryErrorDetails>,
): RegistryError {
  const { what, because, fix, retriable, status, url, serverCode, serverMessage } = error
  return new RegistryError(error.code, {
    ...{ what, because, fix, retriable, cause: error.cause },
    ...(status === undefined ? {} : { status }),
    ...(url === undefined ? {} : { url }),
    ...(serverCode === undefined ? {} : { serverCode }),
    ...(serverMessage === undefined ? {} : { serverMessage }),
    ...added,
  })
}
