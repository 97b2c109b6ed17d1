import { CertsError } from '../errors.ts'
import type { OpenOptions } from '../open-options.ts'
import type { Protection } from '../opened-keystore.ts'

/** One PKCS#12 file being read. */
export interface Session extends OpenOptions {
  /** Whether the file has another use of the store's password, which then has proved it right. */
  readonly passwordIsProved: boolean
  readonly warnings: string[]
  /** Of the encrypted parts, as they are opened. */
  readonly protections: Protection[]
}

/** The refusal of the store's password. */
export function badPassword(what: string, because: string): CertsError {
  const fix = 'Check the password, also for a line break or blank at its end'
  return new CertsError('ERR_CERTS_BAD_PASSWORD', { what, because, fix })
}
