import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadHopsworksStores } from '@hops-kafka/certs'
import type { MockHopsworksOptions } from '@hops-kafka/mock-hopsworks'

const PASSWORD = 'ABCDEFGH12345678'

/** A project's stores, made by Java's own keytool in a folder, and the same as PEM. */
export async function mintStores(
  folder: string,
): Promise<NonNullable<MockHopsworksOptions['stores']>> {
  const file = (name: string) => join(folder, name)
  const keytool = (...args: readonly string[]) =>
    execFileSync('keytool', [...args, '-storetype', 'JKS', '-storepass', PASSWORD], {
      stdio: 'ignore',
    })
  const user = ['-alias', 'demo__user0000', '-keystore', file('keyStore.jks')]
  const key = ['-keyalg', 'RSA', '-keysize', '2048', '-validity', '2', '-keypass', PASSWORD]
  keytool('-genkeypair', ...user, ...key, '-dname', 'CN=demo__user0000')
  keytool('-exportcert', '-rfc', ...user, '-file', file('ca.crt'))
  const trust = ['-alias', 'hops_root_ca', '-keystore', file('trustStore.jks')]
  keytool('-importcert', '-noprompt', ...trust, '-file', file('ca.crt'))
  const keyStore = readFileSync(file('keyStore.jks'))
  const trustStore = readFileSync(file('trustStore.jks'))
  const {
    ca,
    cert,
    key: pem,
  } = await loadHopsworksStores({
    keyStore: { bytes: keyStore },
    trustStore: { bytes: trustStore },
    password: PASSWORD,
  })
  return {
    keyStore: keyStore.toString('base64'),
    trustStore: trustStore.toString('base64'),
    password: PASSWORD,
    pem: { ca, cert, key: pem },
  }
}
