import { hash } from 'node:crypto'
import { parseDer } from '../der/parse-der.ts'
import { CertsError } from '../errors.ts'
import {
  collectEntry,
  type Keystore,
  type KeystoreEntry,
  type PrivateKeyEntry,
} from '../keystore.ts'
import type { OpenOptions } from '../open-options.ts'
import { type ChainBuilder, chainBuilder } from './build-chain.ts'
import { iterationBudget, type SpendRounds } from './iteration-budget.ts'
import { type Bags, collectBags, type KeyBag } from './parse-bags.ts'
import { type Pfx, parsePfx, type Safe } from './parse-pfx.ts'
import { decryptSequence } from './password-based-decryption.ts'
import { macMatches } from './verify-mac.ts'

/** One file being read. */
interface Session extends OpenOptions {
  readonly spend: SpendRounds
  /** Whether the file has another use of the store's password, which then has proved it right. */
  readonly passwordIsProved: boolean
  readonly warnings: string[]
}

/**
 * Reads a PKCS#12 file (RFC 7292) as Java understands it: entries are keys, and certificates with
 * Java's mark of trust (JDK, sun.security.pkcs12.PKCS12KeyStore).
 */
export async function readPkcs12(bytes: Uint8Array, options: OpenOptions): Promise<Keystore> {
  const pfx = parsePfx(bytes, options.what)
  const session: Session = {
    ...options,
    spend: iterationBudget(options.what),
    passwordIsProved: pfx.mac !== undefined || pfx.safes.some(({ kind }) => kind === 'encrypted'),
    warnings: [],
  }
  await checkIntegrity(pfx, session)
  const bags: Bags = { keys: [], certificates: [], skipped: [] }
  for (const safe of pfx.safes) await openSafe(safe, { session, pfx, bags })
  const entries = await entriesOf(bags, session)
  for (const name of bags.skipped) session.warnings.push(`${name} was passed over`)
  if (pfx.trailingBytes > 0) {
    session.warnings.push(`${pfx.trailingBytes} bytes after the end of the keystore were ignored`)
  }
  return { format: 'PKCS12', entries, warnings: session.warnings }
}

async function checkIntegrity(pfx: Pfx, session: Session): Promise<void> {
  const { mac, authenticated } = pfx
  const { password, spend, what, warnings } = session
  if (!mac) {
    warnings.push('the keystore has no integrity code, so a change in it cannot be noticed')
    return
  }
  if (await macMatches({ authenticated, mac, password }, spend)) return
  if (await opensAnything(pfx, session)) {
    throw new CertsError('ERR_CERTS_DAMAGED', {
      what,
      because: 'the password decrypts a part of it, but its integrity code does not match',
      fix: 'The file was changed after it was written: export or copy it again, in binary mode',
    })
  }
  throw badPassword(what, 'the password does not match its integrity code')
}

/** Whether the password decrypts some part; then a mismatch of the MAC means damage. */
async function opensAnything(pfx: Pfx, { password, spend, what }: Session): Promise<boolean> {
  try {
    for (const safe of pfx.safes) {
      const bags: Bags = { keys: [], certificates: [], skipped: [] }
      if (safe.kind === 'plain') collectBags(parseDer(safe.contents, what), bags)
      const sealed = safe.kind === 'encrypted' ? [safe.encrypted] : bags.keys.map(({ key }) => key)
      for (const item of sealed) {
        if (item instanceof Uint8Array) continue
        if (await decryptSequence(item, password, spend)) return true
      }
    }
  } catch {
    // What cannot be decrypted here proves nothing, and the mismatch is reported anyway.
  }
  return false
}

async function openSafe(
  safe: Safe,
  { session, pfx, bags }: { session: Session; pfx: Pfx; bags: Bags },
): Promise<void> {
  const { what, password, spend } = session
  if (safe.kind === 'plain') {
    collectBags(parseDer(safe.contents, `${what}, plain safe`), bags)
    return
  }
  const contents = await decryptSequence(safe.encrypted, password, spend)
  if (!contents) {
    const because = pfx.mac
      ? 'the password matches its integrity code, but does not decrypt its certificates'
      : 'the password does not decrypt its certificates'
    throw badPassword(what, because)
  }
  collectBags(parseDer(contents, `${what}, decrypted safe`), bags)
}

async function entriesOf(bags: Bags, session: Session): Promise<KeystoreEntry[]> {
  const entries = new Map<string, KeystoreEntry>()
  const used = new Set<string>()
  const chainOf = chainBuilder(bags.keys.length > 0 ? bags.certificates : [])
  let unnamed = 0
  // Java numbers the entries that have no name.
  const aliasOf = (name: string | undefined) => (name ?? String(++unnamed)).toLowerCase()
  for (const bag of bags.keys) {
    const entry = await keyEntry(bag, { alias: aliasOf(bag.friendlyName), chainOf, session })
    for (const certificate of entry.chain) used.add(identityOf(certificate))
    collectEntry(entries, entry, session.warnings)
  }
  for (const { trusted, friendlyName, certificate } of bags.certificates) {
    if (!trusted) continue
    used.add(identityOf(certificate))
    const entry = { alias: aliasOf(friendlyName), createdAt: new Date(0), certificate }
    collectEntry(entries, { kind: 'trusted-certificate', ...entry }, session.warnings)
  }
  // By content, since Java writes a certificate once for each chain that it is in.
  const loose = bags.certificates.filter(({ certificate }) => !used.has(identityOf(certificate)))
  warnOfLoose(loose.length, session)
  return [...entries.values()]
}

async function keyEntry(
  bag: KeyBag,
  { alias, chainOf, session }: { alias: string; chainOf: ChainBuilder; session: Session },
): Promise<PrivateKeyEntry> {
  const { friendlyName, localKeyId } = bag
  const privateKey = await openKey(bag, alias, session)
  const chain = chainOf({ privateKey, localKeyId, friendlyName })
  if (chain.length === 0) session.warnings.push(`no certificate belongs to key ${quote(alias)}`)
  return {
    kind: 'private-key',
    alias,
    createdAt: creationDate(localKeyId),
    privateKey,
    chain: chain.map(({ certificate }) => certificate),
  }
}

/** keytool takes a key password and protects the key with the store's all the same; so both are tried. */
async function openKey(bag: KeyBag, alias: string, session: Session): Promise<Uint8Array> {
  const { key } = bag
  if (key instanceof Uint8Array) {
    session.warnings.push(`key ${quote(alias)} is stored without encryption`)
    return key
  }
  for (const password of new Set([session.keyPassword ?? session.password, session.password])) {
    const opened = await decryptSequence(key, password, session.spend)
    if (opened) return opened
  }
  const what = `${session.what}, key ${quote(alias)}`
  if (!session.passwordIsProved) throw badPassword(what, 'the password does not open this key')
  throw new CertsError('ERR_CERTS_BAD_KEY_PASSWORD', {
    what,
    because: "neither the store's password nor a given key password opens this key",
    fix: "Pass the key's own password as keyPassword",
  })
}

/** Java puts the date of a key into its id, as text: `Time` and milliseconds. */
function creationDate(localKeyId: Uint8Array | undefined): Date {
  const text = localKeyId ? Buffer.from(localKeyId).toString('latin1') : ''
  return new Date(Number(/^Time (\d{1,15})$/.exec(text)?.[1] ?? 0))
}

function identityOf(certificate: Uint8Array): string {
  return hash('sha256', certificate)
}

function warnOfLoose(count: number, { warnings }: Session): void {
  if (count === 0) return
  warnings.push(
    `${count} certificate${count === 1 ? ' is' : 's are'} neither in a key's chain nor marked as ` +
      'trusted, so as in Java no entry (openssl pkcs12 -export needs -jdktrust anyExtendedKeyUsage)',
  )
}

function badPassword(what: string, because: string): CertsError {
  const fix = 'Check the password, also for a line break or blank at its end'
  return new CertsError('ERR_CERTS_BAD_PASSWORD', { what, because, fix })
}

function quote(alias: string): string {
  return JSON.stringify(alias)
}
