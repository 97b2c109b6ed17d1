import { createPrivateKey, type KeyObject } from 'node:crypto'
import { type CertificateInfo, describeCertificate, validityWarning } from './certificate-info.ts'
import { CertsError } from './errors.ts'
import {
  hideFromInspection,
  type Keystore,
  type PrivateKeyEntry,
  type TrustedCertificateEntry,
} from './keystore.ts'
import { certificatesToPem, privateKeyToPem } from './pem.ts'
import { type ReadKeystoreOptions, readKeystore } from './read-keystore.ts'
import { verifyChain } from './verify-chain.ts'

/** A keystore file in memory. */
export interface StoreFile {
  readonly bytes: Uint8Array
  /** File name, for messages. @default 'the key store' or 'the trust store' */
  readonly name?: string
}

/** The two stores that Hopsworks exports for a project's user. */
export interface HopsworksStores {
  /** Holds the user's key and certificates (`keyStore.jks`). */
  readonly keyStore: StoreFile
  /** Holds the cluster's root certificate (`trustStore.jks`). */
  readonly trustStore: StoreFile
  /** Opens both stores; shown once when they are exported. */
  readonly password: string
  /** Opens the key. @default the password of the stores, as Hopsworks has it */
  readonly keyPassword?: string
}

/** What a Kafka client takes for mutual TLS, with what the certificate says. */
export interface HopsworksCredentials {
  /** PKCS#8 PEM, not encrypted. Left out of `util.inspect`. */
  readonly key: string
  /** PEM, leaf first, then the intermediates: the broker knows only the root. */
  readonly cert: string
  /** PEM of the trusted certificates. */
  readonly ca: string
  /** Common name of the leaf: on Hopsworks `project__user`, which is who Kafka takes the client for. */
  readonly principal: string
  /** When the leaf expires. */
  readonly notAfter: Date
  /** What will or may go wrong, one sentence each: expiry foremost. */
  readonly warnings: readonly string[]
}

/**
 * Turns the two stores of a Hopsworks project into PEM, and checks that they belong together: one key,
 * its certificate, and a chain whose signatures lead to a certificate of the trust store.
 * An expired certificate is a warning and not an error, since the machine's clock may be what is wrong.
 *
 * @throws {@link CertsError} what {@link readKeystore} throws, and ERR_CERTS_NO_KEY, ERR_CERTS_SEVERAL_KEYS,
 * ERR_CERTS_NO_TRUST_ANCHOR, ERR_CERTS_KEY_MISMATCH, ERR_CERTS_BROKEN_CHAIN, ERR_CERTS_UNTRUSTED_CHAIN
 */
export async function loadHopsworksStores(stores: HopsworksStores): Promise<HopsworksCredentials> {
  const keyName = stores?.keyStore?.name ?? 'the key store'
  const trustName = stores?.trustStore?.name ?? 'the trust store'
  const keyStore = await readKeystore(stores?.keyStore?.bytes, keyOptions(stores, keyName))
  const trustStore = await readKeystore(stores.trustStore?.bytes, {
    password: stores.password,
    name: trustName,
  })
  const entry = onlyKey(keyStore, keyName)
  const anchors = trustedCertificates(trustStore, trustName)
  const what = `Cannot use ${keyName}, key ${JSON.stringify(entry.alias)}`
  const chain = entry.chain.map((der, index) => describeCertificate(der, what, index))
  const trusted = anchors.map((der, index) =>
    describeCertificate(der, `Cannot use ${trustName}`, index),
  )
  const leaf = matchingLeaf(entry, chain, what)
  verifyChain(chain, trusted, { what, trustName })
  const credentials: HopsworksCredentials = {
    key: privateKeyToPem(entry.privateKey),
    cert: certificatesToPem(entry.chain),
    ca: certificatesToPem(anchors),
    principal: leaf.commonName ?? '',
    notAfter: leaf.notAfter,
    warnings: [
      ...keyStore.warnings.map((text) => `${keyName}: ${text}`),
      ...trustStore.warnings.map((text) => `${trustName}: ${text}`),
      ...(leaf.commonName === undefined ? [`${keyName}: the certificate has no common name`] : []),
      ...chain.flatMap((certificate) => validityWarning(certificate, keyName)),
      ...trusted.flatMap((certificate) => validityWarning(certificate, trustName)),
    ],
  }
  return hideFromInspection(credentials, 'key')
}

function keyOptions(stores: HopsworksStores, name: string): ReadKeystoreOptions {
  const { password, keyPassword } = stores ?? {}
  return keyPassword === undefined ? { password, name } : { password, keyPassword, name }
}

function onlyKey({ entries }: Keystore, name: string): PrivateKeyEntry {
  const keys = entries.filter((entry): entry is PrivateKeyEntry => entry.kind === 'private-key')
  const [first] = keys
  if (first && keys.length === 1) return first
  if (!first) {
    throw new CertsError('ERR_CERTS_NO_KEY', {
      what: `Cannot use ${name} as the key store`,
      because: `it holds no private key, only trusted certificates (${entries.length})`,
      fix: 'Check that the key store and the trust store are not swapped',
    })
  }
  const aliases = keys.map(({ alias }) => JSON.stringify(alias)).join(', ')
  throw new CertsError('ERR_CERTS_SEVERAL_KEYS', {
    what: `Cannot use ${name} as the key store`,
    because: `it holds ${keys.length} private keys: ${aliases}`,
    fix: 'Keep one: keytool -importkeystore -srcalias ALIAS copies it into a store of its own',
  })
}

function trustedCertificates({ entries, warnings }: Keystore, name: string): Uint8Array[] {
  const trusted = entries
    .filter((entry): entry is TrustedCertificateEntry => entry.kind === 'trusted-certificate')
    .map(({ certificate }) => certificate)
  if (trusted.length > 0) return trusted
  throw new CertsError('ERR_CERTS_NO_TRUST_ANCHOR', {
    what: `Cannot use ${name} as the trust store`,
    because: ['it holds no trusted certificate', ...warnings].join('; '),
    fix: 'Check that the key store and the trust store are not swapped, or export it again',
  })
}

function matchingLeaf(
  { privateKey }: PrivateKeyEntry,
  [leaf]: readonly CertificateInfo[],
  what: string,
): CertificateInfo {
  if (!leaf) {
    throw new CertsError('ERR_CERTS_BROKEN_CHAIN', {
      what,
      because: 'the store holds no certificate for this key',
      fix: 'Export the stores from the project settings again',
    })
  }
  if (leaf.x509.checkPrivateKey(keyObject(privateKey, what))) return leaf
  throw new CertsError('ERR_CERTS_KEY_MISMATCH', {
    what,
    because: `the certificate ${leaf.subject} was issued for another key`,
    fix: 'Export the stores from the project settings again',
  })
}

function keyObject(privateKey: Uint8Array, what: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
  } catch (cause) {
    throw new CertsError('ERR_CERTS_UNSUPPORTED', {
      what,
      because: 'this Node cannot use a key of its kind',
      fix: 'Use an RSA, EC or Ed25519 key',
      cause,
    })
  }
}
