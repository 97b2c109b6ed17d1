import { randomUUID, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  loadHopsworksStores,
  readKeystore,
  type WritableEntry,
  type WrittenPemFiles,
  writePemFiles,
  writePkcs12,
} from '@hops-kafka/certs'
import { connect, loadConfig, text } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  configVariant,
  findPython,
  foreignBroker,
  javas,
  openCluster,
  runOn,
  runPython,
} from '../src/index.ts'

const PASSPHRASE = 'of the PEM key'
const PEM_STORES = { 'ssl.keystore.type': 'PEM', 'ssl.truststore.type': 'PEM' }
/** The first Java whose `EncryptedPrivateKeyInfo` tells the cipher of a key under PBES2. */
const READS_PBES2 = 21
const search = await findPython()
const python = 'python' in search ? search.python : ''
const noPython = 'missing' in search ? ` (skipped: ${search.missing})` : ''

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

  /** The PEM files of the project's stores; with a passphrase, the key is encrypted. */
  async function pemFiles(name: string, options: { readonly passphrase?: string } = {}) {
    const { files, password } = await stores()
    const [keyStore, trustStore] = files.map((bytes) => ({ bytes }))
    if (!keyStore || !trustStore) return expect.fail('no stores')
    const texts = await loadHopsworksStores({ keyStore, trustStore, password, ...options })
    return { texts, files: await writePemFiles(join(folder, name), texts) }
  }

  /** A configuration that names these PEM files. */
  function withPem(files: WrittenPemFiles, passphrase?: string): Promise<string> {
    return configVariant(cluster.configFile, ({ project }) => {
      for (const key of ['keystore', 'truststore', 'store_password_file']) delete project[key]
      project['key_file'] = files.key ?? ''
      project['certificate_file'] = files.cert ?? ''
      project['ca_file'] = files.ca ?? ''
      if (passphrase !== undefined) project['key_password'] = passphrase
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

  it('lets the client in with an encrypted key', async () => {
    const { files } = await pemFiles('encrypted', { passphrase: PASSPHRASE })
    expect(await send(await withPem(files, PASSPHRASE))).toMatchObject({ topic: 'temperature' })
  })

  it.skipIf(python === '')(`lets librdkafka in with an encrypted key${noPython}`, async () => {
    const { files } = await pemFiles('librdkafka', { passphrase: PASSPHRASE })
    const config = await withPem(files, PASSPHRASE)
    const event = { id: 'sensor0', timestamp: 1, value: 2 }
    await runPython(python, {
      program: 'guide_client.py',
      args: ['produce', config],
      cwd: dirname(config),
      input: `${JSON.stringify(event)}\n`,
    })
  })

  describe.each(javas)('$name', (java) => {
    /** Asks for a topic by Kafka's own client. */
    async function askByJava(settings: Readonly<Record<string, string>>): Promise<string> {
      const file = join(folder, `${randomUUID()}.properties`)
      const all = {
        'bootstrap.servers': cluster.brokers.join(),
        'security.protocol': 'SSL',
        ...PEM_STORES,
        ...settings,
      }
      const lines = Object.entries(all).map(([name, value]) => `${name}=${oneLine(value)}\n`)
      await writeFile(file, lines.join(''), { mode: 0o600 })
      return await runOn(java, 'AskForTopic.java', [file, 'temperature'])
    }

    const inline = ({ key, cert, ca }: { key: string; cert: string; ca: string }) => ({
      'ssl.keystore.key': key,
      'ssl.keystore.certificate.chain': cert,
      'ssl.truststore.certificates': ca,
    })

    it('is let in with the PEM files', async () => {
      const { texts, files } = await pemFiles(`files-${java.major}`)
      // Kafka wants key and chain in one file.
      const keyStore = join(folder, `both-${java.major}.pem`)
      await writeFile(keyStore, texts.key + texts.cert, { mode: 0o600 })
      const settings = {
        'ssl.keystore.location': keyStore,
        'ssl.truststore.location': files.ca ?? '',
      }
      expect(await askByJava(settings)).toContain('name=temperature')
    })

    it('is let in with PEM in its settings', async () => {
      const { texts } = await pemFiles(`inline-${java.major}`)
      expect(await askByJava(inline(texts))).toContain('name=temperature')
    })

    it(`${java.major < READS_PBES2 ? 'does not know how to open' : 'is let in with'} an encrypted key`, async () => {
      const { texts } = await pemFiles(`encrypted-${java.major}`, { passphrase: PASSPHRASE })
      const asked = askByJava({ ...inline(texts), 'ssl.key.password': PASSPHRASE })
      if (java.major >= READS_PBES2) expect(await asked).toContain('name=temperature')
      // It asks for a cipher called PBES2, in place of the one that the key's parameters name.
      else await expect(asked).rejects.toThrow('PBES2 SecretKeyFactory not available')
    })
  })

  it('keeps the client out that shows its leaf alone', async () => {
    const { texts, files } = await pemFiles('leaf')
    expect(texts.cert.match(/BEGIN/g)?.length).toBeGreaterThan(1)
    await writeFile(files.cert ?? '', new X509Certificate(texts.cert).toString())
    await expect(send(await withPem(files))).rejects.toMatchObject({
      code: 'ERR_KAFKA_TLS_CLIENT_CERT',
    })
  })
})

/** As a file of properties has it. */
function oneLine(value: string): string {
  return value.trim().replaceAll('\n', '\\n')
}
