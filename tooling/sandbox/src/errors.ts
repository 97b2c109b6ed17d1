/** Everything that can keep a sandbox from running. */
export const SANDBOX_ERROR_CODES = [
  'ERR_SANDBOX_ADMIN',
  'ERR_SANDBOX_BAD_ARGUMENT',
  'ERR_SANDBOX_BAD_KAFKA_HOME',
  'ERR_SANDBOX_BROKER_DIED',
  'ERR_SANDBOX_DOWNLOAD',
  'ERR_SANDBOX_ENGINE',
  'ERR_SANDBOX_NO_ENGINE',
  'ERR_SANDBOX_NO_IMAGE',
  'ERR_SANDBOX_NO_JAVA',
  'ERR_SANDBOX_NO_MAVEN',
  'ERR_SANDBOX_OLD_ENGINE',
  'ERR_SANDBOX_OLD_JAVA',
  'ERR_SANDBOX_PORT_TAKEN',
  'ERR_SANDBOX_SUPERVISOR',
  'ERR_SANDBOX_TIMEOUT',
  'ERR_SANDBOX_UNWRITABLE',
] as const

/** One of {@link SANDBOX_ERROR_CODES}. */
export type SandboxErrorCode = (typeof SANDBOX_ERROR_CODES)[number]

/** The three short texts of which a message is made. */
export interface SandboxErrorTexts {
  /** What failed, with the name of the input. */
  readonly what: string
  /** Why, with the actual value. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  /** True if the same call may succeed later. @default false */
  readonly retriable?: boolean
  readonly cause?: unknown
}

/** The one error of this package. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode
  readonly what: string
  readonly because: string
  readonly fix: string
  readonly retriable: boolean

  constructor(code: SandboxErrorCode, texts: SandboxErrorTexts) {
    const { what, because, fix, retriable = false, cause } = texts
    super(
      `${what}: ${because.replace(/\.$/, '')}. ${fix}`,
      cause === undefined ? undefined : { cause },
    )
    this.name = 'SandboxError'
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
    this.retriable = retriable
  }
}

/** The code of an operating system's error such as `ENOENT`, if it is one. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
