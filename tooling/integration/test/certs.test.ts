import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  loadHopsworksStores,
  readKeystore,
  type WritableEntry,
  writePemFiles,
  writePkcs12,
} from '@hops-kafka/certs'
import { connect, loadConfig, text } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, configVariant, foreignBroker, openCluster } from '../src/index.ts'

// The broker trusts the root alone, and the user's certificate hangs under an intermediate.
describe.skipIf(foreignBroker !== '')(`PEM out of the project's stores${foreignBroker}`, () => {
  let cluster: Cluster
  let folder: string

  beforeAll(async () => {
    cluster = await openCluster()
    folder = await mkdtemp(join(tmpdir(), 'hops-kafka-certs-'))
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function stores() {
    const { credentials } = (await loadConfig(cluster.configFile)).project
    if (credentials.kind !== 'stores') return expect.fail('the sandbox names its stores')
    const { keyStore, trustStore, password } = credentials
    const files = [await readFile(keyStore), await readFile(trustStore)] as const
    return { files, password: password.reveal() }
  }

  /** A configuration that names these PEM files. */
  function withPem(files: { key?: string; cert?: string; ca?: string }): Promise<string> {
    return configVariant(cluster.configFile, ({ project }) => {
      for (const key of ['keystore', 'truststore', 'store_password_file']) delete project[key]
      project['key_file'] = files.key ?? ''
      project['certificate_file'] = files.cert ?? ''
      project['ca_file'] = files.ca ?? ''
    })
  }

  async function send(configFile: string): Promise<unknown> {
    await using hops = await connect(configFile, { onWarning: () => {} })
    const producer = await hops.producer({ value: text })
    return await producer.send({ value: 'let in' })
  }

  it.each(['JKS', 'PKCS12'] as const)('lets the client in: %s', async (format) => {
    const { files, password } = await stores()
    const [keyStore, trustStore] = await Promise.all(
      files.map(async (bytes) => {
        if (format === 'JKS') return bytes
        const { entries } = await readKeystore(bytes, { password })
        const writable = entries.filter(
          ({ kind }) => kind === 'private-key' || kind === 'trusted-certificate',
        )
        return writePkcs12(writable as WritableEntry[], { password })
      }),
    )
    if (!keyStore || !trustStore) return expect.fail('no stores')
    const pem = await loadHopsworksStores({
      keyStore: { bytes: keyStore },
      trustStore: { bytes: trustStore },
      password,
    })
    const written = await writePemFiles(join(folder, format), pem)
    expect(written.warnings).toEqual([])
    expect(await send(await withPem(written))).toMatchObject({ topic: 'temperature' })
  })

  it('keeps the client out that shows its leaf alone', async () => {
    const { files, password } = await stores()
    const [keyStore, trustStore] = files
    const pem = await loadHopsworksStores({
      keyStore: { bytes: keyStore },
      trustStore: { bytes: trustStore },
      password,
    })
    expect(pem.cert.match(/BEGIN/g)?.length).toBeGreaterThan(1)
    const written = await writePemFiles(join(folder, 'leaf'), pem)
    await writeFile(written.cert ?? '', new X509Certificate(pem.cert).toString())
    await expect(send(await withPem(written))).rejects.toMatchObject({
      code: 'ERR_KAFKA_TLS_CLIENT_CERT',
    })
  })
})
