import { inspect } from 'node:util'
import { CertsError } from './errors.ts'

/** What every entry has. */
interface EntryBase {
  /** As Java shows it: PKCS#12 aliases are lower-cased on reading, others are as in the file. */
  readonly alias: string
  /** The epoch where the file holds no date (PKCS#12 not written by Java, and its trusted entries). */
  readonly createdAt: Date
}

/** A private key with the certificates that vouch for it. */
export interface PrivateKeyEntry extends EntryBase {
  readonly kind: 'private-key'
  /** PKCS#8 `PrivateKeyInfo`, DER (RFC 5958). Left out of `util.inspect`. */
  readonly privateKey: Uint8Array
  /** X.509, DER, leaf first. */
  readonly chain: readonly Uint8Array[]
}

/** A certificate that is trusted by itself. */
export interface TrustedCertificateEntry extends EntryBase {
  readonly kind: 'trusted-certificate'
  /** X.509, DER. */
  readonly certificate: Uint8Array
}

/** A symmetric key. It is listed and not read: Java writes it as an object of its own. */
export interface SecretKeyEntry extends EntryBase {
  readonly kind: 'secret-key'
}

/** A private key that did not open. It does not keep the other entries from being read. */
export interface UnreadableKeyEntry extends EntryBase {
  readonly kind: 'unreadable-key'
  /** X.509, DER, leaf first; certificates do not need the key's password. */
  readonly chain: readonly Uint8Array[]
  /** Why it did not open. */
  readonly error: CertsError
}

/** One entry of a keystore; `kind` tells which. */
export type KeystoreEntry =
  | PrivateKeyEntry
  | TrustedCertificateEntry
  | SecretKeyEntry
  | UnreadableKeyEntry

/** An entry that can be written. */
export type WritableEntry = PrivateKeyEntry | TrustedCertificateEntry

/** The formats that are read. */
export type KeystoreFormat = 'JKS' | 'JCEKS' | 'PKCS12'

/** What a keystore file holds. */
export interface Keystore {
  /** The format found in the bytes; the file's name plays no part. */
  readonly format: KeystoreFormat
  /** In the order of the file. An array, since an alias may be any text, `__proto__` included. */
  readonly entries: readonly KeystoreEntry[]
  /**
   * Certificates of a PKCS#12 file, X.509 in DER, that are in no key's chain and are not marked as
   * trusted. Java does not see them; files that OpenSSL made without keys hold nothing else.
   */
  readonly looseCertificates: readonly Uint8Array[]
  /** What is odd about the file but does not stop it from being read, one sentence each. */
  readonly warnings: readonly string[]
}

/** The chain of a key, leaf first, or what is trusted; a secret key has no certificates. */
export function certificatesOf(entry: KeystoreEntry): readonly Uint8Array[] {
  if (entry.kind === 'secret-key') return []
  return entry.kind === 'trusted-certificate' ? [entry.certificate] : entry.chain
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

/** How {@link keyEntry} gets at a key and, with it or without, at its certificates. */
interface KeySource {
  open(): Promise<Uint8Array>
  chainOf(privateKey: Uint8Array | undefined): readonly Uint8Array[]
}

/** A key as an entry, whether it opens or not. */
export async function keyEntry(
  about: EntryBase,
  { open, chainOf }: KeySource,
): Promise<PrivateKeyEntry | UnreadableKeyEntry> {
  try {
    const privateKey = await open()
    return { kind: 'private-key', ...about, privateKey, chain: chainOf(privateKey) }
  } catch (error) {
    // The cost is that of the whole file, so the next key would not fare better.
    if (!(error instanceof CertsError) || error.code === 'ERR_CERTS_TOO_COSTLY') throw error
    return { kind: 'unreadable-key', ...about, chain: chainOf(undefined), error }
  }
}
