import type { AvroCodecErrorCode } from '@hops-kafka/avro-codec'
import type { CertsErrorCode } from '@hops-kafka/certs'
import type { KafkaErrorCode } from '@hops-kafka/kafka-client'
import type { LivePlotErrorCode } from '@hops-kafka/live-plot'
import type { RegistryErrorCode } from '@hops-kafka/registry'
import type { SandboxErrorCode } from '@hops-kafka/sandbox'
import type { SensorSimErrorCode } from '@hops-kafka/sensor-sim'
import type { HopsKafkaErrorCode } from 'hops-kafka'
import type { HeartbeatErrorCode } from './heartbeat.ts'
import type { OutputErrorCode } from './output.ts'

/** Exit codes, after sysexits.h. */
export const EXIT = {
  ok: 0,
  usage: 64,
  data: 65,
  noInput: 66,
  unavailable: 69,
  software: 70,
  output: 74,
  temporary: 75,
  protocol: 76,
  refused: 77,
  config: 78,
} as const

/** Every code that can end an app. */
export type ErrorCode =
  | AvroCodecErrorCode
  | CertsErrorCode
  | HeartbeatErrorCode
  | HopsKafkaErrorCode
  | KafkaErrorCode
  | LivePlotErrorCode
  | OutputErrorCode
  | 'ERR_PRODUCER_STATE'
  | RegistryErrorCode
  | SandboxErrorCode
  | SensorSimErrorCode

/** One line a code, so that the compiler finds a package's new one. */
const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  ERR_AVRO_INCOMPATIBLE: EXIT.data,
  ERR_AVRO_INVALID_ARGUMENT: EXIT.software,
  ERR_AVRO_INVALID_DATUM: EXIT.data,
  ERR_AVRO_INVALID_SCHEMA: EXIT.data,
  ERR_AVRO_INVALID_VALUE: EXIT.data,
  ERR_AVRO_LIMIT: EXIT.data,
  ERR_AVRO_NOT_FRAMED: EXIT.data,
  ERR_AVRO_NOT_LOADED: EXIT.software,
  ERR_AVRO_SCHEMA_UNAVAILABLE: EXIT.unavailable,
  ERR_AVRO_TRAILING_BYTES: EXIT.data,
  ERR_AVRO_TRUNCATED: EXIT.data,
  ERR_AVRO_UNSAFE_LONG: EXIT.data,

  ERR_CERTS_BAD_ARGUMENT: EXIT.software,
  ERR_CERTS_BAD_KEY_PASSWORD: EXIT.refused,
  ERR_CERTS_BAD_PASSWORD: EXIT.refused,
  ERR_CERTS_BROKEN_CHAIN: EXIT.config,
  ERR_CERTS_DAMAGED: EXIT.data,
  ERR_CERTS_FILE: EXIT.noInput,
  ERR_CERTS_KEY_MISMATCH: EXIT.config,
  ERR_CERTS_MALFORMED: EXIT.data,
  ERR_CERTS_NOT_A_KEYSTORE: EXIT.data,
  ERR_CERTS_NO_KEY: EXIT.config,
  ERR_CERTS_NO_TRUST_ANCHOR: EXIT.config,
  ERR_CERTS_SEVERAL_KEYS: EXIT.config,
  ERR_CERTS_TOO_COSTLY: EXIT.data,
  ERR_CERTS_TOO_LARGE: EXIT.data,
  ERR_CERTS_TRUNCATED: EXIT.data,
  ERR_CERTS_UNSAFE_PATH: EXIT.refused,
  ERR_CERTS_UNSUPPORTED: EXIT.data,
  ERR_CERTS_UNTRUSTED_CHAIN: EXIT.config,
  ERR_CERTS_WRITE: EXIT.output,

  ERR_CONFIG_FILE: EXIT.noInput,
  ERR_CONFIG_INVALID: EXIT.config,
  ERR_CONFIG_NOT_FOUND: EXIT.noInput,
  ERR_CONFIG_SECRET: EXIT.refused,
  ERR_CONFIG_SYNTAX: EXIT.config,

  ERR_HEARTBEAT: EXIT.output,

  ERR_HOPS_CLOSED: EXIT.software,

  ERR_KAFKA_ABORTED: EXIT.temporary,
  ERR_KAFKA_BAD_OPTION: EXIT.config,
  ERR_KAFKA_BAD_RECORD: EXIT.data,
  ERR_KAFKA_CLOSED: EXIT.temporary,
  ERR_KAFKA_COMPRESSION: EXIT.data,
  ERR_KAFKA_CORRUPT: EXIT.data,
  ERR_KAFKA_CREDENTIALS: EXIT.refused,
  ERR_KAFKA_DELIVERY_TIMEOUT: EXIT.temporary,
  ERR_KAFKA_GROUP: EXIT.unavailable,
  ERR_KAFKA_HANDLER: EXIT.software,
  ERR_KAFKA_HANDLER_TIMEOUT: EXIT.temporary,
  ERR_KAFKA_KAFKAJS: EXIT.software,
  ERR_KAFKA_NOT_AUTHORIZED: EXIT.refused,
  ERR_KAFKA_NOT_TLS: EXIT.protocol,
  ERR_KAFKA_OFFSET_LOST: EXIT.data,
  ERR_KAFKA_PROTOCOL: EXIT.protocol,
  ERR_KAFKA_SERIALIZE: EXIT.data,
  ERR_KAFKA_TLS_CLIENT_CERT: EXIT.refused,
  ERR_KAFKA_TLS_EXPIRED: EXIT.protocol,
  ERR_KAFKA_TLS_NAME: EXIT.protocol,
  ERR_KAFKA_TLS_UNKNOWN_CA: EXIT.protocol,
  ERR_KAFKA_TOO_LARGE: EXIT.data,
  ERR_KAFKA_UNKNOWN_TOPIC: EXIT.unavailable,
  ERR_KAFKA_UNREACHABLE: EXIT.unavailable,

  ERR_OUTPUT: EXIT.output,

  ERR_PLOT_BAD_ARGUMENT: EXIT.software,
  ERR_PLOT_BAD_OPTION: EXIT.usage,
  ERR_PLOT_CLOSED: EXIT.software,
  ERR_PLOT_LISTEN: EXIT.unavailable,
  ERR_PLOT_NO_PAGE: EXIT.software,
  ERR_PLOT_TOKEN_NEEDED: EXIT.usage,

  ERR_PRODUCER_STATE: EXIT.config,

  ERR_REGISTRY_ABORTED: EXIT.temporary,
  ERR_REGISTRY_BAD_API_KEY: EXIT.refused,
  ERR_REGISTRY_BAD_ARGUMENT: EXIT.software,
  ERR_REGISTRY_BAD_CA: EXIT.config,
  ERR_REGISTRY_BAD_OPTIONS: EXIT.config,
  ERR_REGISTRY_CLOSED: EXIT.temporary,
  ERR_REGISTRY_CONFLICT: EXIT.data,
  ERR_REGISTRY_FORBIDDEN: EXIT.refused,
  ERR_REGISTRY_INCOMPATIBLE: EXIT.data,
  ERR_REGISTRY_INVALID_SCHEMA: EXIT.data,
  ERR_REGISTRY_LIMIT_REACHED: EXIT.data,
  ERR_REGISTRY_NAME_MISMATCH: EXIT.data,
  ERR_REGISTRY_NOT_A_REGISTRY: EXIT.protocol,
  ERR_REGISTRY_PROJECT_NOT_FOUND: EXIT.data,
  ERR_REGISTRY_RATE_LIMITED: EXIT.temporary,
  ERR_REGISTRY_REDIRECTED: EXIT.protocol,
  ERR_REGISTRY_REFUSED: EXIT.protocol,
  ERR_REGISTRY_SCHEMA_NOT_FOUND: EXIT.data,
  ERR_REGISTRY_SCHEMA_NOT_REGISTERED: EXIT.data,
  ERR_REGISTRY_SUBJECT_NOT_FOUND: EXIT.data,
  ERR_REGISTRY_TIMEOUT: EXIT.unavailable,
  ERR_REGISTRY_TLS: EXIT.protocol,
  ERR_REGISTRY_TOO_LARGE: EXIT.protocol,
  ERR_REGISTRY_TOPIC_NOT_FOUND: EXIT.data,
  ERR_REGISTRY_UNAUTHORIZED: EXIT.refused,
  ERR_REGISTRY_UNAVAILABLE: EXIT.temporary,
  ERR_REGISTRY_UNREACHABLE: EXIT.unavailable,
  ERR_REGISTRY_VERSION_NOT_FOUND: EXIT.data,

  ERR_SANDBOX_ADMIN: EXIT.unavailable,
  ERR_SANDBOX_BAD_ARGUMENT: EXIT.usage,
  ERR_SANDBOX_BAD_KAFKA_HOME: EXIT.config,
  ERR_SANDBOX_BROKER_DIED: EXIT.unavailable,
  ERR_SANDBOX_DOWNLOAD: EXIT.unavailable,
  ERR_SANDBOX_ENGINE: EXIT.unavailable,
  ERR_SANDBOX_NO_ENGINE: EXIT.unavailable,
  ERR_SANDBOX_NO_IMAGE: EXIT.unavailable,
  ERR_SANDBOX_NO_JAVA: EXIT.unavailable,
  ERR_SANDBOX_NO_MAVEN: EXIT.unavailable,
  ERR_SANDBOX_OLD_ENGINE: EXIT.unavailable,
  ERR_SANDBOX_OLD_JAVA: EXIT.unavailable,
  ERR_SANDBOX_PORT_TAKEN: EXIT.unavailable,
  ERR_SANDBOX_SUPERVISOR: EXIT.unavailable,
  ERR_SANDBOX_TIMEOUT: EXIT.unavailable,
  ERR_SANDBOX_UNWRITABLE: EXIT.unavailable,

  ERR_SIM_INVALID_OPTION: EXIT.usage,
  ERR_SIM_INVALID_STEP: EXIT.usage,
}

/** The exit code for an error's code; 70 (internal error) for one that is not ours. */
export function exitCodeOf(code: string): number {
  return Object.hasOwn(EXIT_CODES, code) ? EXIT_CODES[code as ErrorCode] : EXIT.software
}
