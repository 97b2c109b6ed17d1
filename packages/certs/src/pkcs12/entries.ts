import { hash } from 'node:crypto'
import { certificatesOf, collectEntry, type KeystoreEntry, keyEntry } from '../keystore.ts'
import type { Protection } from '../opened-keystore.ts'
import { pacer } from '../pace.ts'
import { type ChainBuilder, chainBuilder } from './build-chain.ts'
import { openKey, protectionOf } from './open-key.ts'
import type { Bags, CertificateBag, KeyBag } from './parse-bags.ts'
import type { Session } from './session.ts'

/** What the bags of a file amount to. */
interface Entries {
  readonly entries: readonly KeystoreEntry[]
  readonly looseCertificates: readonly Uint8Array[]
  readonly keyProtections: ReadonlyMap<KeystoreEntry, Protection>
}

/** Makes entries of bags as Java does; what belongs to no entry is kept apart. */
export async function entriesOf(bags: Bags, session: Session): Promise<Entries> {
  const entries = new Map<string, KeystoreEntry>()
  const keyProtections = new Map<KeystoreEntry, Protection>()
  const { warnings } = session
  const aliasOf = aliases()
  const pace = pacer()
  const chainOf = await chainBuilder(bags.keys.length > 0 ? bags.certificates : [])
  for (const bag of bags.keys) {
    const entry = await keyEntryOf(bag, { alias: aliasOf(bag), chainOf, session })
    collectEntry(entries, entry, warnings)
    const protection = protectionOf(bag)
    if (protection) keyProtections.set(entry, protection)
    await pace()
  }
  for (const bag of bags.secrets) {
    const createdAt = creationDate(bag.localKeyId)
    collectEntry(entries, { kind: 'secret-key', alias: aliasOf(bag), createdAt }, warnings)
  }
  for (const bag of bags.certificates.filter(({ trusted }) => trusted)) {
    const about = { alias: aliasOf(bag), createdAt: new Date(0), certificate: bag.certificate }
    collectEntry(entries, { kind: 'trusted-certificate', ...about }, warnings)
  }
  const found = [...entries.values()]
  const looseCertificates = looseOnes(bags.certificates, found)
  warnOfLoose(looseCertificates.length, session)
  return { entries: found, looseCertificates, keyProtections }
}

/** Names entries as Java does: in lower case, and those without a name by number. */
function aliases(): (bag: { readonly friendlyName?: string }) => string {
  let unnamed = 0
  return ({ friendlyName }) => (friendlyName ?? String(++unnamed)).toLowerCase()
}

async function keyEntryOf(
  bag: KeyBag,
  { alias, chainOf, session }: { alias: string; chainOf: ChainBuilder; session: Session },
) {
  const { friendlyName, localKeyId, isEncrypted } = bag
  const { what, warnings } = session
  const name = `key ${JSON.stringify(alias)}`
  if (!isEncrypted) warnings.push(`${name} is stored without encryption`)
  const entry = await keyEntry(
    { alias, createdAt: creationDate(localKeyId) },
    {
      open: () => openKey(bag, `${what}, ${name}`, session),
      chainOf: (privateKey) =>
        chainOf({ privateKey, localKeyId, friendlyName }).map(({ certificate }) => certificate),
    },
  )
  if (entry.chain.length === 0) warnings.push(`no certificate belongs to ${name}`)
  return entry
}

/** Java puts the date of a key into its id, as text: `Time` and milliseconds. */
function creationDate(localKeyId: Uint8Array | undefined): Date {
  const text = localKeyId ? Buffer.from(localKeyId).toString('latin1') : ''
  return new Date(Number(/^Time (\d{1,15})$/.exec(text)?.[1] ?? 0))
}

/** By content, since Java writes a certificate once for each chain that it is in. */
function looseOnes(
  bags: readonly CertificateBag[],
  entries: readonly KeystoreEntry[],
): Uint8Array[] {
  const used = new Set(entries.flatMap(certificatesOf).map(identityOf))
  const loose = new Map<string, Uint8Array>()
  for (const { certificate } of bags) {
    const identity = identityOf(certificate)
    if (!used.has(identity)) loose.set(identity, certificate)
  }
  return [...loose.values()]
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
