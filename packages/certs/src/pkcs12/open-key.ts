import { encryptedPrivateKeyOf, isSequence } from '../der/der-values.ts'
import { malformed } from '../der/parse-der.ts'
import { CertsError } from '../errors.ts'
import { keyPasswords } from '../open-options.ts'
import type { Protection } from '../opened-keystore.ts'
import { decryptSequence, type Scheme } from '../pbe/scheme.ts'
import { schemeOf } from '../pbe/scheme-of.ts'
import type { KeyBag } from './parse-bags.ts'
import { badPassword, type Session } from './session.ts'

/** How the key is protected; undefined where it is not, or in a way that is not known here. */
export function protectionOf({ key, isEncrypted }: KeyBag): Protection | undefined {
  if (!isEncrypted) return undefined
  try {
    const { label, iterations } = schemeOf(encryptedPrivateKeyOf(key).algorithm)
    return { algorithm: label, iterations }
  } catch {
    return undefined
  }
}

/** The key as PKCS#8. */
export async function openKey(
  { key, isEncrypted }: KeyBag,
  what: string,
  session: Session,
): Promise<Uint8Array> {
  if (!isEncrypted) {
    if (!isSequence(key.encoded)) throw malformed(key, 'a key is not PKCS#8')
    return Uint8Array.from(key.encoded)
  }
  const { algorithm, data } = encryptedPrivateKeyOf(key)
  return decryptKey({ scheme: schemeOf(algorithm), data, what }, session)
}

/** keytool takes a key password and protects the key with the store's all the same; so both are tried. */
async function decryptKey(
  { scheme, data, what }: { scheme: Scheme; data: Uint8Array; what: string },
  session: Session,
): Promise<Uint8Array> {
  for (const password of keyPasswords(session)) {
    const opened = await decryptSequence({ scheme, data }, password, session.spend)
    if (opened) return opened
  }
  if (session.password !== null && !session.passwordIsProved) {
    throw badPassword(what, 'the password does not open this key')
  }
  throw new CertsError('ERR_CERTS_BAD_KEY_PASSWORD', {
    what,
    because:
      session.password === null
        ? 'no password was given to open it with'
        : "neither the store's password nor a given key password opens this key",
    fix: "Pass the key's own password as keyPassword",
  })
}
