import { timingSafeEqual } from 'node:crypto'
import { CertsError } from '../errors.ts'
import { collectEntry, type KeystoreEntry, keyEntry } from '../keystore.ts'
import type { OpenOptions } from '../open-options.ts'
import type { OpenedKeystore, Protection } from '../opened-keystore.ts'
import { pacer } from '../pace.ts'
import type { SpendRounds } from '../pbe/iteration-budget.ts'
import { parseCertificate } from '../x509.ts'
import { integrityDigestInTurns } from './integrity.ts'
import { openSealedKey, opens, protectionOf } from './open-sealed-key.ts'
import { type JksLayout, parseJks } from './parse-jks.ts'

/** Keys and certificates that are looked at to tell damage from a wrong password. */
const MAX_WITNESSES = 8

/** Reads a JKS or JCEKS file: its layout first, then the digest, then the keys. */
export async function readJks(bytes: Uint8Array, options: OpenOptions): Promise<OpenedKeystore> {
  const layout = await parseJks(bytes, options.what)
  const warnings: string[] = []
  await checkIntegrity(layout, options, warnings)
  const entries = new Map<string, KeystoreEntry>()
  const keyProtections = new Map<KeystoreEntry, Protection>()
  const pace = pacer()
  for (const parsed of layout.entries) {
    if (parsed.kind !== 'sealed-key') {
      collectEntry(entries, parsed, warnings)
      continue
    }
    const { alias, createdAt, chain } = parsed
    const source = { open: () => openSealedKey(parsed, options), chainOf: () => chain }
    const entry = await keyEntry({ alias, createdAt }, source)
    collectEntry(entries, entry, warnings)
    const protection = protectionOf(parsed)
    if (protection) keyProtections.set(entry, protection)
    await pace()
  }
  if (layout.trailingBytes > 0) {
    warnings.push(`${layout.trailingBytes} bytes after the end of the keystore were ignored`)
  }
  const { format } = layout
  return {
    keystore: { format, entries: [...entries.values()], looseCertificates: [], warnings },
    integrity: {
      algorithm: 'SHA-1 over the password and the content',
      iterations: 1,
      isVerified: options.password !== null,
    },
    certificateProtections: [],
    keyProtections,
  }
}

async function checkIntegrity(
  layout: JksLayout,
  { what, password, spend }: OpenOptions,
  warnings: string[],
): Promise<void> {
  if (password === null) {
    warnings.push('no password was given, so the integrity of the keystore was not checked')
    return
  }
  const digest = await integrityDigestInTurns(layout.content, password)
  if (timingSafeEqual(digest, layout.digest)) return
  throw await digestMismatch(layout, { what, password, spend })
}

/**
 * The digest mixes password and content, so by itself it cannot tell a wrong password from damage.
 * What the file holds can: a key that the password opens, or a certificate that is none.
 */
async function digestMismatch(
  { entries }: JksLayout,
  { what, password, spend }: { what: string; password: string; spend: SpendRounds },
): Promise<CertsError> {
  const keys = entries.filter((entry) => entry.kind === 'sealed-key').slice(0, MAX_WITNESSES)
  for (const key of keys) {
    if (await opens(key, password, spend)) {
      return damaged(what, 'the password opens a key in it, but its digest does not match')
    }
  }
  const pace = pacer()
  for (const entry of entries) {
    if (entry.kind === 'secret-key') continue
    const certificates = entry.kind === 'sealed-key' ? entry.chain : [entry.certificate]
    if (certificates.some((der) => !parseCertificate(der))) {
      return damaged(
        what,
        'its digest does not match and it holds a certificate that cannot be read',
      )
    }
    await pace()
  }
  return new CertsError('ERR_CERTS_BAD_PASSWORD', {
    what,
    because: 'the password does not match its digest, and nothing else in it looks damaged',
    fix: 'Check the password, also for a line break or blank at its end',
  })
}

function damaged(what: string, because: string): CertsError {
  return new CertsError('ERR_CERTS_DAMAGED', {
    what,
    because,
    fix: 'The file was changed after it was written: export or copy it again, in binary mode',
  })
}
