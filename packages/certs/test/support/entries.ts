import type { Keystore, KeystoreEntry, PrivateKeyEntry } from '../../src/index.ts'
import type { Identity } from './mint.ts'

/** The day on which test entries are created. */
export const CREATED = new Date('2026-01-02T03:04:05.678Z')

/** A key entry; the chain follows the identity's own certificate. */
export function keyEntry(alias: string, owner: Identity, ...above: Identity[]): PrivateKeyEntry {
  const chain = [owner, ...above].map(({ certificate }) => certificate)
  return { kind: 'private-key', alias, createdAt: CREATED, privateKey: owner.pkcs8, chain }
}

/** A trusted entry. */
export function trustedEntry(alias: string, { certificate }: Identity): KeystoreEntry {
  return { kind: 'trusted-certificate', alias, createdAt: CREATED, certificate }
}

/** Entries as plain data with plain bytes, fit for comparing. */
export function plain({ entries }: Pick<Keystore, 'entries'>): unknown[] {
  return entries.map((entry) =>
    entry.kind === 'private-key'
      ? { ...entry, privateKey: hex(entry.privateKey), chain: entry.chain.map(hex) }
      : { ...entry, certificate: hex(entry.certificate) },
  )
}

/** Bytes as text, so that Buffer and Uint8Array compare as equal. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
