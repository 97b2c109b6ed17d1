import { badArgument, requirePassword } from './arguments.ts'
import { detectFormat } from './detect.ts'
import { CertsError } from './errors.ts'
import { readJks } from './jks/read-jks.ts'
import type { Keystore } from './keystore.ts'
import { readPkcs12 } from './pkcs12/read-pkcs12.ts'

const MAX_BYTES = 16 * 1024 * 1024

/** How {@link readKeystore} opens a file. */
export interface ReadKeystoreOptions {
  /** The store's password. An empty one is checked like any other. */
  readonly password: string
  /**
   * Password of the keys where it is not the store's. JKS keys open with this one alone; for PKCS#12,
   * where keytool takes the key password and then ignores it, the store's is tried after it.
   * @default the store's password
   */
  readonly keyPassword?: string
  /** File name, for messages. @default 'keystore' */
  readonly name?: string
}

/**
 * Opens a Java keystore, JKS or PKCS#12, told apart by content.
 *
 * The structure is checked before the password, and the integrity code of the whole file before
 * anything in it is believed. At most 16 MiB, and at most 10 million rounds of key derivation.
 *
 * @throws {@link CertsError} ERR_CERTS_BAD_ARGUMENT, ERR_CERTS_NOT_A_KEYSTORE, ERR_CERTS_TOO_LARGE,
 * ERR_CERTS_TRUNCATED, ERR_CERTS_MALFORMED, ERR_CERTS_UNSUPPORTED, ERR_CERTS_TOO_COSTLY,
 * ERR_CERTS_BAD_PASSWORD, ERR_CERTS_BAD_KEY_PASSWORD, ERR_CERTS_DAMAGED
 */
export async function readKeystore(
  bytes: Uint8Array,
  options: ReadKeystoreOptions,
): Promise<Keystore> {
  const { password, keyPassword, name = 'keystore' } = options ?? {}
  const what = `Cannot read ${name}`
  if (!(bytes instanceof Uint8Array)) {
    throw badArgument(what, `bytes is ${typeof bytes}, not a Uint8Array`, "Pass the file's content")
  }
  requirePassword(password, what)
  if (keyPassword !== undefined) requirePassword(keyPassword, what, 'keyPassword')
  if (bytes.length > MAX_BYTES) {
    throw new CertsError('ERR_CERTS_TOO_LARGE', {
      what,
      because: `it has ${bytes.length} bytes, and keystores of more than ${MAX_BYTES} are refused`,
      fix: 'Check that this is the keystore; real ones have kilobytes',
    })
  }
  const open = { password, keyPassword, what }
  return detectFormat(bytes, what) === 'JKS' ? readJks(bytes, open) : readPkcs12(bytes, open)
}
