import { readFile } from 'node:fs/promises'
import { loadHopsworksStores } from '@hops-kafka/certs'
import type { Settings } from 'hops-kafka'

/** The PEM texts that a configuration names, or those inside its keystores. */
export async function pemOf({ project: { credentials } }: Settings) {
  if (credentials.kind === 'pem') {
    const { ca, certificate, key, keyPassword } = credentials
    return {
      ca: await readFile(ca, 'utf8'),
      cert: await readFile(certificate, 'utf8'),
      key: await readFile(key, 'utf8'),
      ...(keyPassword === undefined ? {} : { passphrase: keyPassword.reveal() }),
    }
  }
  const { keyStore, trustStore, password } = credentials
  const { ca, cert, key } = await loadHopsworksStores({
    keyStore: { bytes: await readFile(keyStore), name: keyStore },
    trustStore: { bytes: await readFile(trustStore), name: trustStore },
    password: password.reveal(),
  })
  return { ca, cert, key }
}
