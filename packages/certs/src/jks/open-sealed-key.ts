import { type EncryptedPrivateKey, encryptedPrivateKeyOf, isSequence } from '../der/der-values.ts'
import { parseDer } from '../der/parse-der.ts'
import { CertsError } from '../errors.ts'
import { keyPasswords, type OpenOptions } from '../open-options.ts'
import type { Protection } from '../opened-keystore.ts'
import type { SpendRounds } from '../pbe/iteration-budget.ts'
import { decryptSequence } from '../pbe/scheme.ts'
import { schemeOf } from '../pbe/scheme-of.ts'
import { KEY_PROTECTOR_OID, openKey, PROTECTION_BYTES } from './key-protector.ts'
import type { SealedKeyEntry } from './parse-jks.ts'

/** The largest keys in use have a tenth of it. */
const MAX_KEY_BYTES = 64 * 1024

/** How the key is protected; undefined where that cannot be read. */
export function protectionOf(entry: SealedKeyEntry): Protection | undefined {
  try {
    const { algorithm } = parseSealed(entry, '')
    if (algorithm.oid === KEY_PROTECTOR_OID) {
      return { algorithm: 'SHA-1 key stream (JKS)', iterations: 1 }
    }
    const { label, iterations } = schemeOf(algorithm)
    return { algorithm: label, iterations }
  } catch {
    return undefined
  }
}

/** The key as PKCS#8. */
export async function openSealedKey(
  entry: SealedKeyEntry,
  options: OpenOptions,
): Promise<Uint8Array> {
  const what = `${options.what}, key ${JSON.stringify(entry.alias)}`
  const sealed = parseSealed(entry, what)
  for (const password of keyPasswords(options)) {
    const key = await tryPassword(sealed, password, options.spend)
    if (!key) continue
    if (isSequence(key)) return key
    throw new CertsError('ERR_CERTS_MALFORMED', {
      what,
      because: 'the password opens it, but what it holds is not a PKCS#8 key',
      fix: 'Export the keystore again',
    })
  }
  throw new CertsError('ERR_CERTS_BAD_KEY_PASSWORD', {
    what,
    because: whyNot(options),
    fix: "Pass the key's own password as keyPassword",
  })
}

/** Whether the password opens the key: proof that it is right. */
export async function opens(
  entry: SealedKeyEntry,
  password: string,
  spend: SpendRounds,
): Promise<boolean> {
  try {
    const key = await tryPassword(parseSealed(entry, ''), password, spend)
    key?.fill(0)
    return key !== undefined
  } catch {
    return false
  }
}

function parseSealed({ sealed }: SealedKeyEntry, what: string): EncryptedPrivateKey {
  if (sealed.length <= MAX_KEY_BYTES) return encryptedPrivateKeyOf(parseDer(sealed, what))
  throw new CertsError('ERR_CERTS_MALFORMED', {
    what,
    because: `it has ${sealed.length} bytes, and keys of more than ${MAX_KEY_BYTES} are not opened`,
    fix: 'The file is damaged or was not written as a keystore: export it again',
  })
}

async function tryPassword(
  { algorithm, data }: EncryptedPrivateKey,
  password: string,
  spend: SpendRounds,
): Promise<Uint8Array | undefined> {
  if (algorithm.oid === KEY_PROTECTOR_OID) {
    return data.length >= PROTECTION_BYTES ? openKey(data, password) : undefined
  }
  return decryptSequence({ scheme: schemeOf(algorithm), data }, password, spend)
}

function whyNot({ password, keyPassword }: OpenOptions): string {
  if (password === null && keyPassword === undefined) return 'no password was given to open it with'
  if (password === null) return 'the given key password does not open this key'
  const tried = keyPassword === undefined ? 'it' : 'neither it nor the given key password'
  return `the store's password is right, but ${tried} ${keyPassword === undefined ? 'does not open' : 'opens'} this key`
}
