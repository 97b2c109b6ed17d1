import { encryptedPrivateKeyOf } from '../der/der-values.ts'
import { parseDer } from '../der/parse-der.ts'
import { CertsError } from '../errors.ts'
import type { OpenOptions } from '../open-options.ts'
import type { OpenedKeystore } from '../opened-keystore.ts'
import { decryptSequence } from '../pbe/scheme.ts'
import { schemeOf } from '../pbe/scheme-of.ts'
import { entriesOf } from './entries.ts'
import { macMatches } from './mac.ts'
import { type Bags, collectBags, emptyBags } from './parse-bags.ts'
import { type Encrypted, type Pfx, parsePfx, type Safe } from './parse-pfx.ts'
import { badPassword, type Session } from './session.ts'

/**
 * Reads a PKCS#12 file (RFC 7292) as Java understands it: entries are keys, and certificates with
 * Java's mark of trust (JDK, sun.security.pkcs12.PKCS12KeyStore).
 */
export async function readPkcs12(bytes: Uint8Array, options: OpenOptions): Promise<OpenedKeystore> {
  const pfx = parsePfx(bytes, options.what)
  const session: Session = {
    ...options,
    passwordIsProved: pfx.mac !== undefined || pfx.safes.some(({ kind }) => kind === 'encrypted'),
    warnings: [],
    protections: [],
  }
  const { warnings, password, protections } = session
  await checkIntegrity(pfx, session)
  const bags = emptyBags()
  for (const safe of pfx.safes) await openSafe(safe, { session, pfx, bags })
  const { entries, looseCertificates, keyProtections } = await entriesOf(bags, session)
  for (const name of bags.skipped) warnings.push(`${name} was passed over`)
  if (pfx.trailingBytes > 0) {
    warnings.push(`${pfx.trailingBytes} bytes after the end of the keystore were ignored`)
  }
  const { mac } = pfx
  return {
    keystore: { format: 'PKCS12', entries, looseCertificates, warnings },
    integrity: mac && {
      algorithm: mac.label,
      iterations: mac.iterations,
      isVerified: password !== null,
    },
    certificateProtections: protections,
    keyProtections,
  }
}

async function checkIntegrity(pfx: Pfx, session: Session): Promise<void> {
  const { mac, authenticated } = pfx
  const { password, spend, what, warnings } = session
  if (!mac) {
    warnings.push('the keystore has no integrity code, so a change in it cannot be noticed')
    return
  }
  if (password === null) {
    warnings.push('no password was given, so the integrity of the keystore was not checked')
    return
  }
  if (await macMatches({ authenticated, mac, password }, spend)) return
  if (await opensAnything(pfx, { password, spend, what })) {
    throw new CertsError('ERR_CERTS_DAMAGED', {
      what,
      because: 'the password decrypts a part of it, but its integrity code does not match',
      fix: 'The file was changed after it was written: export or copy it again, in binary mode',
    })
  }
  throw badPassword(what, 'the password does not match its integrity code')
}

/** Whether the password decrypts some part; then a mismatch of the MAC means damage. */
async function opensAnything(
  pfx: Pfx,
  { password, spend, what }: Pick<OpenOptions, 'spend' | 'what'> & { password: string },
): Promise<boolean> {
  try {
    for (const safe of pfx.safes) {
      for (const { algorithm, data } of sealedIn(safe, what)) {
        if (await decryptSequence({ scheme: schemeOf(algorithm), data }, password, spend)) {
          return true
        }
      }
    }
  } catch {
    // What cannot be decrypted here proves nothing, and the mismatch is reported anyway.
  }
  return false
}

function sealedIn(safe: Safe, what: string): Encrypted[] {
  if (safe.kind === 'encrypted') return [safe.encrypted]
  const bags = emptyBags()
  collectBags(parseDer(safe.contents, what), bags)
  return bags.keys
    .filter(({ isEncrypted }) => isEncrypted)
    .map(({ key }) => encryptedPrivateKeyOf(key))
}

async function openSafe(
  safe: Safe,
  { session, pfx, bags }: { session: Session; pfx: Pfx; bags: Bags },
): Promise<void> {
  const { what, password, keyPassword, spend, protections, warnings } = session
  if (safe.kind === 'plain') {
    collectBags(parseDer(safe.contents, `${what}, plain safe`), bags)
    return
  }
  const { algorithm, data } = safe.encrypted
  const scheme = schemeOf(algorithm)
  protections.push({ algorithm: scheme.label, iterations: scheme.iterations })
  if (password === null) {
    warnings.push('no password was given, so a part that is encrypted was not opened')
    return
  }
  for (const candidate of new Set([password, keyPassword ?? password])) {
    const contents = await decryptSequence({ scheme, data }, candidate, spend)
    if (!contents) continue
    collectBags(parseDer(contents, `${what}, decrypted safe`), bags)
    return
  }
  const because = pfx.mac
    ? 'the password matches its integrity code, but does not decrypt its certificates'
    : 'the password does not decrypt its certificates'
  throw badPassword(what, because)
}
