import { requirePassword } from './arguments.ts'
import {
  type CertificateInfo,
  commonNameOf,
  describeCertificate,
  validityWarning,
} from './certificate-info.ts'
import { CertsError } from './errors.ts'
import { hideFromInspection, type Keystore, type PrivateKeyEntry } from './keystore.ts'
import { pacer } from './pace.ts'
import { certificatesToPem, manyCertificatesToPem, privateKeyToPem } from './pem/pem.ts'
import { parsePrivateKey } from './pkcs8.ts'
import { type ReadKeystoreOptions, readKeystore } from './read-keystore.ts'
import { selectKey, trustedCertificatesOf } from './select-entries.ts'
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
  /** Which of several keys. @default the only one, as Hopsworks has it */
  readonly alias?: string
  /** Encrypts the key in the result. @default none: the key is in the clear */
  readonly passphrase?: string
}

/** What a Kafka client takes for mutual TLS, with what the certificate says. */
export interface HopsworksCredentials {
  /** PKCS#8 PEM, encrypted where a passphrase was given. Left out of `util.inspect`. */
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
 * ERR_CERTS_BAD_KEY_PASSWORD, ERR_CERTS_NO_TRUST_ANCHOR, ERR_CERTS_KEY_MISMATCH, ERR_CERTS_BROKEN_CHAIN, ERR_CERTS_UNTRUSTED_CHAIN
 */
export async function loadHopsworksStores(stores: HopsworksStores): Promise<HopsworksCredentials> {
  const keyName = stores?.keyStore?.name ?? 'the key store'
  const trustName = stores?.trustStore?.name ?? 'the trust store'
  requirePassword(stores?.password, `Cannot read ${keyName}`)
  const keyStore = await readKeystore(stores.keyStore?.bytes, keyOptions(stores, keyName))
  const trustStore = await readKeystore(stores.trustStore?.bytes, {
    password: stores.password,
    name: trustName,
  })
  const entry = selectKey({ store: keyStore, alias: stores.alias, name: keyName })
  const anchors = trustedCertificates(trustStore, trustName)
  const what = `Cannot use ${keyName}, key ${JSON.stringify(entry.alias)}`
  const chain = entry.chain.map((der, index) => describeCertificate(der, what, index))
  const trusted: CertificateInfo[] = []
  const pace = pacer()
  for (const [index, der] of anchors.entries()) {
    trusted.push(describeCertificate(der, `Cannot use ${trustName}`, index))
    await pace()
  }
  const leaf = matchingLeaf(entry, chain, what)
  await verifyChain(chain, trusted, { what, trustName })
  const commonName = commonNameOf(leaf)
  const credentials: HopsworksCredentials = {
    key: await privateKeyToPem(entry.privateKey, passphraseOf(stores)),
    cert: certificatesToPem(entry.chain),
    ca: await manyCertificatesToPem(anchors),
    principal: commonName ?? '',
    notAfter: leaf.notAfter,
    warnings: [
      ...keyStore.warnings.map((text) => `${keyName}: ${text}`),
      ...trustStore.warnings.map((text) => `${trustName}: ${text}`),
      ...(commonName === undefined ? [`${keyName}: the certificate has no common name`] : []),
      ...chain.flatMap((certificate) => validityWarning(certificate, keyName)),
      ...trusted.flatMap((certificate) => validityWarning(certificate, trustName)),
    ],
  }
  return hideFromInspection(credentials, 'key')
}

function keyOptions({ password, keyPassword }: HopsworksStores, name: string): ReadKeystoreOptions {
  return keyPassword === undefined ? { password, name } : { password, keyPassword, name }
}

function passphraseOf({ passphrase }: HopsworksStores): { passphrase?: string } {
  return passphrase === undefined ? {} : { passphrase }
}

function trustedCertificates(store: Keystore, name: string): Uint8Array[] {
  const trusted = trustedCertificatesOf(store)
  if (trusted.length > 0) return trusted
  throw new CertsError('ERR_CERTS_NO_TRUST_ANCHOR', {
    what: `Cannot use ${name} as the trust store`,
    because: ['it holds no trusted certificate', ...store.warnings].join('; '),
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
  const key = parsePrivateKey(privateKey)
  if (!key) {
    throw new CertsError('ERR_CERTS_UNSUPPORTED', {
      what,
      because: 'this Node cannot use a key of its kind',
      fix: 'Use an RSA, EC or Ed25519 key',
    })
  }
  if (leaf.x509.checkPrivateKey(key)) return leaf
  throw new CertsError('ERR_CERTS_KEY_MISMATCH', {
    what,
    because: `the certificate ${leaf.subject} was issued for another key`,
    fix: 'Export the stores from the project settings again',
  })
}
