import type {
  Keystore,
  PrivateKeyEntry,
  TrustedCertificateEntry,
  WritableEntry,
} from '../../src/index.ts'
import type { Identity } from './mint.ts'

/** The day on which test entries are created. */
export const CREATED = new Date('2026-01-02T03:04:05.678Z')

/** A key entry; the chain follows the identity's own certificate. */
export function keyEntry(alias: string, owner: Identity, ...above: Identity[]): PrivateKeyEntry {
  const chain = [owner, ...above].map(({ certificate }) => certificate)
  return { kind: 'private-key', alias, createdAt: CREATED, privateKey: owner.pkcs8, chain }
}

/** A trusted entry. */
export function trustedEntry(alias: string, { certificate }: Identity): TrustedCertificateEntry {
  return { kind: 'trusted-certificate', alias, createdAt: CREATED, certificate }
}

/** Entries as plain data with plain bytes, fit for comparing. */
export function plain({ entries }: Pick<Keystore, 'entries'>): unknown[] {
  return entries.map((entry) => {
    if (entry.kind === 'trusted-certificate') {
      return { ...entry, certificate: hex(entry.certificate) }
    }
    if (entry.kind !== 'private-key') return { ...entry }
    return { ...entry, privateKey: hex(entry.privateKey), chain: entry.chain.map(hex) }
  })
}

/** The entries that a writer takes. */
export function writable({ entries }: Keystore): WritableEntry[] {
  return entries.filter(
    (entry) => entry.kind === 'private-key' || entry.kind === 'trusted-certificate',
  )
}

/** Bytes as text, so that Buffer and Uint8Array compare as equal. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
