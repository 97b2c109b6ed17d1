import { badArgument, requirePassword } from './arguments.ts'
import { detectFormat } from './detect.ts'
import { CertsError } from './errors.ts'
import { readJks } from './jks/read-jks.ts'
import type { Keystore } from './keystore.ts'
import type { OpenedKeystore } from './opened-keystore.ts'
import { iterationBudget } from './pbe/iteration-budget.ts'
import { readPkcs12 } from './pkcs12/read-pkcs12.ts'

const MAX_BYTES = 16 * 1024 * 1024

/** How {@link readKeystore} opens a file. */
export interface ReadKeystoreOptions {
  /**
   * The store's password. An empty one is checked like any other. With null, as with Java's, nothing
   * is checked: what stands in the clear is read, and a warning says so.
   */
  readonly password: string | null
  /**
   * Password of the keys where it is not the store's; the store's is tried after it. PKCS#12 that was
   * encrypted under another password than its integrity code (openssl -twopass) takes it too.
   * @default the store's password
   */
  readonly keyPassword?: string
  /** File name, for messages. @default 'keystore' */
  readonly name?: string
  /** Rounds of key derivation, summed over the file, before it is refused. @default 10,000,000 */
  readonly maxIterations?: number
}

/**
 * Opens a Java keystore, JKS, JCEKS or PKCS#12, told apart by content. At most 16 MiB.
 *
 * The structure is checked before the password, and the integrity code of the whole file before
 * anything in it is believed. A key that does not open becomes an entry of kind `unreadable-key`.
 *
 * @throws {@link CertsError} ERR_CERTS_BAD_ARGUMENT, ERR_CERTS_NOT_A_KEYSTORE, ERR_CERTS_TOO_LARGE,
 * ERR_CERTS_TRUNCATED, ERR_CERTS_MALFORMED, ERR_CERTS_UNSUPPORTED, ERR_CERTS_TOO_COSTLY,
 * ERR_CERTS_BAD_PASSWORD, ERR_CERTS_DAMAGED
 */
export async function readKeystore(
  bytes: Uint8Array,
  options: ReadKeystoreOptions,
): Promise<Keystore> {
  return (await openKeystore(bytes, options)).keystore
}

/** {@link readKeystore} with what was found out about the file. */
export async function openKeystore(
  bytes: Uint8Array,
  options: ReadKeystoreOptions,
): Promise<OpenedKeystore> {
  const { password, keyPassword, name = 'keystore', maxIterations } = options ?? {}
  const what = `Cannot read ${name}`
  checkArguments(bytes, options, what)
  if (bytes.length > MAX_BYTES) {
    throw new CertsError('ERR_CERTS_TOO_LARGE', {
      what,
      because: `it has ${bytes.length} bytes, and keystores of more than ${MAX_BYTES} are refused`,
      fix: 'Check that this is the keystore; real ones have kilobytes',
    })
  }
  const open = { password, keyPassword, what, spend: iterationBudget(what, maxIterations) }
  return detectFormat(bytes, what) === 'PKCS12' ? readPkcs12(bytes, open) : readJks(bytes, open)
}

function checkArguments(bytes: unknown, options: ReadKeystoreOptions, what: string): void {
  const { password, keyPassword, maxIterations } = options ?? {}
  if (!(bytes instanceof Uint8Array)) {
    throw badArgument(what, `bytes is ${typeof bytes}, not a Uint8Array`, "Pass the file's content")
  }
  if (password !== null) requirePassword(password, what)
  if (keyPassword !== undefined) requirePassword(keyPassword, what, 'keyPassword')
  if (maxIterations !== undefined && !(Number.isSafeInteger(maxIterations) && maxIterations > 0)) {
    throw badArgument(
      what,
      `maxIterations is ${String(maxIterations)}`,
      'Pass a whole number from 1 on, or leave it out',
    )
  }
}
