/** Every code a {@link HopsKafkaError} can carry. */
export const HOPS_KAFKA_ERROR_CODES = [
  'ERR_CONFIG_NOT_FOUND',
  'ERR_CONFIG_SYNTAX',
  'ERR_CONFIG_INVALID',
  'ERR_CONFIG_FILE',
  'ERR_CONFIG_SECRET',
  'ERR_HOPS_CLOSED',
] as const

/** One of {@link HOPS_KAFKA_ERROR_CODES}. */
export type HopsKafkaErrorCode = (typeof HOPS_KAFKA_ERROR_CODES)[number]

/** What an error tells: three short texts that together make its message. */
export interface HopsKafkaErrorText {
  /** The input that failed, by name. */
  readonly what: string
  /** The cause, with the actual value. */
  readonly because: string
  /** What mends it. */
  readonly fix: string
  /** The error underneath, if there is one. */
  readonly cause?: unknown
}

/** The configuration, or a file that it names, cannot be used; or the client is closed. */
export class HopsKafkaError extends Error {
  /** Stable name of the failure; match on this, not on the message. */
  readonly code: HopsKafkaErrorCode
  /** The input that failed, by name. */
  readonly what: string
  /** The cause, with the actual value. */
  readonly because: string
  /** What mends it. */
  readonly fix: string
  /** Always false: neither a configuration nor a closed client mends itself. */
  readonly retriable = false

  static {
    HopsKafkaError.prototype.name = 'HopsKafkaError'
  }

  constructor(code: HopsKafkaErrorCode, { what, because, fix, cause }: HopsKafkaErrorText) {
    super(`${what}: ${because}. ${fix}`, cause === undefined ? {} : { cause })
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
  }
}
