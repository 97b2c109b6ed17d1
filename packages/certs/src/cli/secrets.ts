import { badArgument } from '../arguments.ts'
import type { Io } from './io.ts'
import type { Wishes } from './read-arguments.ts'
import { askSecret, readSecret } from './read-secret.ts'

/** What opens the stores and locks the result. */
export interface Secrets {
  /** Null where none was given: then nothing is checked, and what is encrypted stays closed. */
  readonly password: string | null
  readonly keyPassword: string | undefined
  readonly passphrase: string | undefined
}

/** Reads the secrets from their sources, and asks for a password that has none. @throws {@link CertsError} */
export async function readSecrets(wishes: Wishes, io: Io): Promise<Secrets> {
  const { password, keyPassword, passphrase, command } = wishes
  const isNeeded = command === 'convert'
  const question = isNeeded ? 'Password: ' : 'Password (empty: list without checking): '
  const given = await readSecret(password, { name: 'password', io })
  const asked = given ?? (await askSecret(question, io))
  if (asked === undefined && isNeeded) {
    throw badArgument(
      'Cannot open the store',
      'no password was given, and there is no terminal to ask at',
      'Pass --password-file, --password-env or --password-stdin',
    )
  }
  const isListing = given === undefined && asked === '' && !isNeeded
  return {
    password: isListing ? null : (asked ?? null),
    keyPassword: await readSecret(keyPassword, { name: 'key password', io }),
    passphrase: await readSecret(passphrase, { name: 'passphrase', io }),
  }
}
