/** Every code a {@link CertsError} can carry. */
export const CERTS_ERROR_CODES = [
  'ERR_CERTS_BAD_ARGUMENT',
  'ERR_CERTS_NOT_A_KEYSTORE',
  'ERR_CERTS_TOO_LARGE',
  'ERR_CERTS_TRUNCATED',
  'ERR_CERTS_MALFORMED',
  'ERR_CERTS_UNSUPPORTED',
  'ERR_CERTS_TOO_COSTLY',
  'ERR_CERTS_BAD_PASSWORD',
  'ERR_CERTS_BAD_KEY_PASSWORD',
  'ERR_CERTS_DAMAGED',
  'ERR_CERTS_NO_KEY',
  'ERR_CERTS_SEVERAL_KEYS',
  'ERR_CERTS_NO_TRUST_ANCHOR',
  'ERR_CERTS_KEY_MISMATCH',
  'ERR_CERTS_BROKEN_CHAIN',
  'ERR_CERTS_UNTRUSTED_CHAIN',
  'ERR_CERTS_FILE',
  'ERR_CERTS_UNSAFE_PATH',
  'ERR_CERTS_WRITE',
] as const

/** One of {@link CERTS_ERROR_CODES}; the package's README says when each is raised. */
export type CertsErrorCode = (typeof CERTS_ERROR_CODES)[number]

/** The texts of a {@link CertsError}. None of them ever holds a password or key bytes. */
export interface CertsErrorDetails {
  /** What failed, with the name of the input. */
  readonly what: string
  /** Why, with the value found. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  /** Whether the same call may succeed later. @default false */
  readonly retriable?: boolean
  /** The error underneath, if any. */
  readonly cause?: unknown
}

/** The one error class of this package. */
export class CertsError extends Error {
  override readonly name = 'CertsError'
  readonly code: CertsErrorCode
  readonly what: string
  readonly because: string
  readonly fix: string
  readonly retriable: boolean

  constructor(code: CertsErrorCode, details: CertsErrorDetails) {
    const { what, because, fix, retriable = false, cause } = details
    super(`${what}: ${because}. ${fix}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
    this.retriable = retriable
  }
}
