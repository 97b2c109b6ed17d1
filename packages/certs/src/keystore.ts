import { inspect } from 'node:util'

/** A private key with the certificates that vouch for it. */
export interface PrivateKeyEntry {
  readonly kind: 'private-key'
  /** As Java shows it: PKCS#12 aliases are lower-cased on reading, JKS aliases are as in the file. */
  readonly alias: string
  /** The epoch where the file holds no date (PKCS#12 not written by Java). */
  readonly createdAt: Date
  /** PKCS#8 `PrivateKeyInfo`, DER (RFC 5958). Left out of `util.inspect`. */
  readonly privateKey: Uint8Array
  /** X.509, DER, leaf first. */
  readonly chain: readonly Uint8Array[]
}

/** A certificate that is trusted by itself. */
export interface TrustedCertificateEntry {
  readonly kind: 'trusted-certificate'
  /** As Java shows it: PKCS#12 aliases are lower-cased on reading, JKS aliases are as in the file. */
  readonly alias: string
  /** The epoch where the file holds no date (PKCS#12). */
  readonly createdAt: Date
  /** X.509, DER. */
  readonly certificate: Uint8Array
}

/** One entry of a keystore; `kind` tells which. */
export type KeystoreEntry = PrivateKeyEntry | TrustedCertificateEntry

/** What a keystore file holds. */
export interface Keystore {
  /** The format found in the bytes; the file's name plays no part. */
  readonly format: 'JKS' | 'PKCS12'
  /** In the order of the file. An array, since an alias may be any text, `__proto__` included. */
  readonly entries: readonly KeystoreEntry[]
  /** What is odd about the file but does not stop it from being read, one sentence each. */
  readonly warnings: readonly string[]
}

/** Makes `util.inspect`, and so `console.log`, show the property's place but not its value. */
export function hideFromInspection<T extends object>(value: T, secret: keyof T): T {
  return Object.defineProperty(value, inspect.custom, {
    value: () => ({ ...value, [secret]: '[hidden]' }),
  })
}

/** Collects entries as Java does: the last one with an alias wins. Java says nothing; we warn. */
export function collectEntry(
  into: Map<string, KeystoreEntry>,
  entry: KeystoreEntry,
  warnings: string[],
): void {
  if (into.has(entry.alias)) {
    warnings.push(
      `alias ${JSON.stringify(entry.alias)} occurs twice; as in Java, the last one wins`,
    )
  }
  into.set(
    entry.alias,
    entry.kind === 'private-key' ? hideFromInspection(entry, 'privateKey') : entry,
  )
}
