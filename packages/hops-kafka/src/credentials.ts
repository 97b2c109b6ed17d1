import { basename } from 'node:path'
import { loadHopsworksStores } from '@hops-kafka/certs'
import { readConfiguredFile } from './config/secret-file.ts'
import type { PemFiles, StoreFiles } from './config/settings.ts'

/** What a TLS client needs to show who it is and to check its peer, as PEM texts. */
export interface Credentials {
  /** The private key, PKCS#8. */
  readonly key: string
  /** The client's certificate, then its intermediates. */
  readonly cert: string
  /** The certificates trusted to sign a broker's. */
  readonly ca: string
  /** Opens `key` where it is encrypted. */
  readonly passphrase?: string
  /** What the stores have to say, for example that the certificate expires soon. */
  readonly warnings: readonly string[]
}

/**
 * Reads the project's certificates: exported keystores are converted in memory, PEM files are taken as they are.
 *
 * @throws {@link HopsKafkaError} `ERR_CONFIG_FILE`; `CertsError` of `@hops-kafka/certs` for a store that cannot be used.
 */
export async function readCredentials(source: StoreFiles | PemFiles): Promise<Credentials> {
  return source.kind === 'stores' ? fromStores(source) : fromPem(source)
}

async function fromStores(source: StoreFiles): Promise<Credentials> {
  const [keyStore, trustStore] = await Promise.all([
    readConfiguredFile({ key: 'project.keystore', file: source.keyStore }),
    readConfiguredFile({ key: 'project.truststore', file: source.trustStore }),
  ])
  return loadHopsworksStores({
    keyStore: { bytes: keyStore, name: basename(source.keyStore) },
    trustStore: { bytes: trustStore, name: basename(source.trustStore) },
    password: source.password.reveal(),
  })
}

async function fromPem(source: PemFiles): Promise<Credentials> {
  const [key, cert, ca] = await Promise.all([
    readConfiguredFile({ key: 'project.key_file', file: source.key }),
    readConfiguredFile({ key: 'project.certificate_file', file: source.certificate }),
    readConfiguredFile({ key: 'project.ca_file', file: source.ca }),
  ])
  const passphrase = source.keyPassword?.reveal()
  return {
    key: key.toString('utf8'),
    cert: cert.toString('utf8'),
    ca: ca.toString('utf8'),
    ...(passphrase === undefined ? {} : { passphrase }),
    warnings: [],
  }
}
