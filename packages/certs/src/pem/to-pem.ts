import { hideFromInspection, type Keystore } from '../keystore.ts'
import { keysOf, selectKey, trustedCertificatesOf } from '../select-entries.ts'
import { certificatesToPem, manyCertificatesToPem, privateKeyToPem } from './pem.ts'

/** Which key {@link toPem} takes, and how it writes it. */
export interface ToPemOptions {
  /** Which of several keys. @default the only one */
  readonly alias?: string
  /** Encrypts the key, as {@link privateKeyToPem} does. @default none: the key is written in the clear */
  readonly passphrase?: string
}

/** One keystore as PEM. */
export interface PemTexts {
  /** PKCS#8; absent where the store holds no key. Left out of `util.inspect`. */
  readonly key?: string
  /** The key's certificates, leaf first; absent where the store holds no key. */
  readonly cert?: string
  /** The trusted certificates, in the order of the file; empty where there are none. */
  readonly ca: string
}

/**
 * One keystore as PEM, in the form that KafkaJS, librdkafka, Java and OpenSSL take as it is. Nothing
 * is checked; `loadHopsworksStores` does that for a pair.
 *
 * @throws {@link CertsError} ERR_CERTS_NO_KEY where an alias is not there, ERR_CERTS_SEVERAL_KEYS,
 * ERR_CERTS_BAD_ARGUMENT, and why the key did not open
 */
export async function toPem(store: Keystore, options: ToPemOptions = {}): Promise<PemTexts> {
  const { alias, passphrase } = options
  const ca = await manyCertificatesToPem(trustedCertificatesOf(store))
  if (alias === undefined && keysOf(store).length === 0) return { ca }
  const { privateKey, chain } = selectKey({ store, alias, name: 'the keystore' })
  const key = await privateKeyToPem(privateKey, passphrase === undefined ? {} : { passphrase })
  return hideFromInspection({ key, cert: certificatesToPem(chain), ca }, 'key')
}
