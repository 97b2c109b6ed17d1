import type { CertsErrorCode } from '../errors.ts'

/** Exit codes of the program, after sysexits.h. */
export const EXIT = {
  ok: 0,
  usage: 64,
  data: 65,
  noInput: 66,
  software: 70,
  output: 74,
  refused: 77,
  config: 78,
  interrupted: 130,
} as const

/** One line a code, so that the compiler finds a new one. */
const EXIT_CODES: Readonly<Record<CertsErrorCode, number>> = {
  // On the command line, what a caller passes wrongly is what the user typed.
  ERR_CERTS_BAD_ARGUMENT: EXIT.usage,
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
}

/** The exit code for an error's code. */
export function exitCodeOf(code: CertsErrorCode): number {
  return EXIT_CODES[code]
}
