import { createPrivateKey, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { writeJks } from '@hops-kafka/certs'
import { makeOwnFolder, writeFileAtomically } from './files.ts'
import { PROJECT } from './guide.ts'
import type { Identity } from './identity.ts'
import { CERTIFICATE_FOLDER } from './layout.ts'
import type { Credential } from './mint.ts'

/** The files that config.toml names, relative to it. */
export const PROJECT_FILES = {
  ca: `${CERTIFICATE_FOLDER}/trustStore.pem`,
  certificate: `${CERTIFICATE_FOLDER}/keyStore.pem`,
  key: `${CERTIFICATE_FOLDER}/key.pem`,
  keyStore: `${CERTIFICATE_FOLDER}/keyStore.jks`,
  trustStore: `${CERTIFICATE_FOLDER}/trustStore.jks`,
  storePassword: `${CERTIFICATE_FOLDER}/storePassword`,
  apiKey: `${CERTIFICATE_FOLDER}/apiKeyFile`,
  hopsworksCa: `${CERTIFICATE_FOLDER}/hopsworks-ca.pem`,
} as const

/** Writes the stores as Hopsworks exports them, the same as PEM, and the API key. */
export async function writeProjectFiles(folder: string, identity: Identity): Promise<void> {
  const { certificates, storePassword, keyPassword, apiKey } = identity
  const { user, root, hopsworksCa } = certificates
  const password = storePassword
  const files: Readonly<Record<keyof typeof PROJECT_FILES, string | Uint8Array>> = {
    ca: root,
    certificate: user.chain,
    key: encryptedKey(user.key, keyPassword),
    keyStore: writeJks([keyEntry(user)], { password }),
    trustStore: writeJks([rootEntry(root)], { password }),
    storePassword,
    apiKey,
    hopsworksCa,
  }
  await makeOwnFolder(join(folder, CERTIFICATE_FOLDER))
  await Promise.all(
    Object.entries(PROJECT_FILES).map(([name, path]) =>
      writeFileAtomically(join(folder, path), files[name as keyof typeof PROJECT_FILES]),
    ),
  )
}

type KeyEntry = Parameters<typeof writeJks>[0][number]

function keyEntry({ key, chain }: Credential): KeyEntry {
  const privateKey = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' })
  const certificates = chain.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []
  return {
    kind: 'private-key',
    alias: PROJECT.user,
    createdAt: new Date(),
    privateKey,
    chain: certificates.map((pem) => new X509Certificate(pem).raw),
  }
}

function rootEntry(root: string): KeyEntry {
  const certificate = new X509Certificate(root).raw
  return { kind: 'trusted-certificate', alias: 'hops_root_ca', createdAt: new Date(), certificate }
}

function encryptedKey(pem: string, passphrase: string): string {
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const
  return createPrivateKey(pem).export(options).toString()
}
