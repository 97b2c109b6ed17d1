import type { RegistryErrorCode } from '../errors.ts'

/** Exit codes, after sysexits.h. */
export const EXIT = {
  ok: 0,
  usage: 64,
  data: 65,
  noInput: 66,
  unavailable: 69,
  software: 70,
  temporary: 75,
  protocol: 76,
  refused: 77,
  config: 78,
} as const

/** One line a code, so that the compiler finds a new one. */
export const EXIT_CODES: Readonly<Record<RegistryErrorCode, number>> = {
  ERR_REGISTRY_ABORTED: EXIT.temporary,
  ERR_REGISTRY_BAD_API_KEY: EXIT.refused,
  ERR_REGISTRY_BAD_ARGUMENT: EXIT.usage,
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
}
