/** Every `code` that a {@link RegistryError} can have. */
export const REGISTRY_ERROR_CODES = [
  'ERR_REGISTRY_BAD_OPTIONS',
  'ERR_REGISTRY_BAD_API_KEY',
  'ERR_REGISTRY_BAD_CA',
  'ERR_REGISTRY_BAD_ARGUMENT',
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
  'ERR_REGISTRY_REFUSED',
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
  }
}
