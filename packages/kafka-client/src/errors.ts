/** Codes of {@link KafkaError}; the package's README says when each occurs and what to do. */
export const KAFKA_ERROR_CODES = [
  'ERR_KAFKA_ABORTED',
  'ERR_KAFKA_BAD_OPTION',
  'ERR_KAFKA_BAD_RECORD',
  'ERR_KAFKA_CLOSED',
  'ERR_KAFKA_COMPRESSION',
  'ERR_KAFKA_CORRUPT',
  'ERR_KAFKA_CREDENTIALS',
  'ERR_KAFKA_DELIVERY_TIMEOUT',
  'ERR_KAFKA_GROUP',
  'ERR_KAFKA_HANDLER',
  'ERR_KAFKA_HANDLER_TIMEOUT',
  'ERR_KAFKA_KAFKAJS',
  'ERR_KAFKA_NOT_AUTHORIZED',
  'ERR_KAFKA_NOT_TLS',
  'ERR_KAFKA_OFFSET_LOST',
  'ERR_KAFKA_PROTOCOL',
  'ERR_KAFKA_SERIALIZE',
  'ERR_KAFKA_TLS_CLIENT_CERT',
  'ERR_KAFKA_TLS_EXPIRED',
  'ERR_KAFKA_TLS_NAME',
  'ERR_KAFKA_TLS_UNKNOWN_CA',
  'ERR_KAFKA_TOO_LARGE',
  'ERR_KAFKA_UNKNOWN_TOPIC',
  'ERR_KAFKA_UNREACHABLE',
] as const

/** One of {@link KAFKA_ERROR_CODES}. */
export type KafkaErrorCode = (typeof KAFKA_ERROR_CODES)[number]

/** The three short texts of a {@link KafkaError}, and where it came from. */
export interface KafkaErrorDetails {
  /** What failed, with the name of the broker, topic, group or record concerned. */
  readonly what: string
  /** Why, with the actual value. */
  readonly because: string
  /** What the reader can do about it. */
  readonly fix: string
  /** Whether the same call may succeed later without a change. @default false */
  readonly retriable?: boolean
  /** The error underneath, if there is one. */
  readonly cause?: unknown
}

/** Every failure this package reports. `message` is `what: because. fix`; it never holds a secret. */
export class KafkaError extends Error {
  readonly code: KafkaErrorCode
  readonly what: string
  readonly because: string
  readonly fix: string
  readonly retriable: boolean

  constructor(code: KafkaErrorCode, details: KafkaErrorDetails) {
    const { what, because, fix, cause } = details
    super(
      `${what}: ${sentence(because)} ${sentence(fix)}`,
      cause === undefined ? undefined : { cause },
    )
    this.name = 'KafkaError'
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
    this.retriable = details.retriable ?? false
  }
}

/** The text of anything that was thrown. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  // An error that keeps its fix apart is told without it: ours has one of its own.
  const { what, because } = thrown as { what?: unknown; because?: unknown }
  return typeof because === 'string' ? `${what}: ${because}` : thrown.message
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
