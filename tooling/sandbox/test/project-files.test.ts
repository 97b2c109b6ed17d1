import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadHopsworksStores } from '@hops-kafka/certs'
import { parse } from 'smol-toml'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { configFileText } from '../src/config-file.ts'
import { type Identity, loadOrMintIdentity } from '../src/identity.ts'
import { PROJECT_FILES, writeProjectFiles } from '../src/project-files.ts'

let folder: string
let identity: Identity

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-files-'))
  identity = await loadOrMintIdentity(folder, 'loopback')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

type Toml = Record<string, Record<string, unknown>>

it('keeps an identity, and mints another for other names or after damage', async () => {
  expect(await loadOrMintIdentity(folder, 'loopback')).toEqual(identity)
  const nameless = await loadOrMintIdentity(folder, 'none')
  expect(nameless.certificates.root).not.toBe(identity.certificates.root)
  await writeFile(join(folder, 'identity.json'), '{"brokerNames":"no')
  const fresh = await loadOrMintIdentity(folder, 'none')
  expect(fresh.storePassword).not.toBe(nameless.storePassword)
})

it('mints another identity for hosts that the kept one does not name', async () => {
  const named = await loadOrMintIdentity(folder, 'loopback', ['kafka', '192.0.2.7'])
  const { hopsworks, broker } = named.certificates
  for (const { chain } of [hopsworks, broker]) {
    const { subjectAltName } = new X509Certificate(chain)
    expect(subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, DNS:kafka, IP Address:192.0.2.7',
    )
  }
  expect(await loadOrMintIdentity(folder, 'loopback', ['kafka'])).toEqual(named)
  expect(await loadOrMintIdentity(folder, 'loopback')).toEqual(named)
})

it('writes secrets of the shapes that Hopsworks has', () => {
  expect(identity.storePassword).toMatch(/^[A-Z0-9]{64}$/)
  expect(identity.apiKey).toMatch(/^[A-Za-z0-9]{16}\.[A-Za-z0-9]{64}$/)
})

it('writes stores that certs opens with the stored password', async () => {
  await writeProjectFiles(folder, identity)
  const read = async (name: keyof typeof PROJECT_FILES) => ({
    bytes: await readFile(join(folder, PROJECT_FILES[name])),
  })
  const stores = await loadHopsworksStores({
    keyStore: await read('keyStore'),
    trustStore: await read('trustStore'),
    password: await readFile(join(folder, PROJECT_FILES.storePassword), 'utf8'),
  })
  expect(stores.principal).toBe('demo__meb10000')
  expect(stores.warnings).toEqual([])
  expect(new X509Certificate(stores.ca).raw).toEqual(
    new X509Certificate(identity.certificates.root).raw,
  )
})

it('encrypts the PEM key, and lets nobody else read any file', async () => {
  await chmod(folder, 0o755)
  await writeProjectFiles(folder, identity)
  const pem = await readFile(join(folder, PROJECT_FILES.key), 'utf8')
  expect(pem).toContain('BEGIN ENCRYPTED PRIVATE KEY')
  expect(() => createPrivateKey({ key: pem, passphrase: 'wrong' })).toThrow()
  const key = createPrivateKey({ key: pem, passphrase: identity.keyPassword })
  const leaf = await readFile(join(folder, PROJECT_FILES.certificate), 'utf8')
  expect(new X509Certificate(leaf).checkPrivateKey(key)).toBe(true)
  for (const path of Object.values(PROJECT_FILES)) {
    expect((await stat(join(folder, path))).mode & 0o777, path).toBe(0o600)
  }
  expect((await stat(join(folder, 'cert'))).mode & 0o777).toBe(0o700)
})

it('writes config.toml with the types of the guide, and names only files that exist', async () => {
  await writeProjectFiles(folder, identity)
  const text = configFileText({ identity, brokerPort: 9092, restPort: 8443 })
  const { hops, project, kafka, api } = parse(text) as Toml
  expect(kafka).toMatchObject({ topic: 'temperature', schema: 'sensor', port: '9092' })
  expect(kafka).toMatchObject({ server_name: 'localhost' })
  expect(project).toMatchObject({ name: 'demo', id: '1143', key_password: identity.keyPassword })
  expect(api).toMatchObject({ base: ':8443/hopsworks-api/api', key: identity.apiKey })
  const named = [hops?.['verify'], api?.['key_file'], ...Object.values(project ?? {})]
  const files = named.filter((value) => String(value).startsWith('cert/'))
  expect(files).toHaveLength(Object.keys(PROJECT_FILES).length)
  for (const file of files) expect((await stat(join(folder, String(file)))).size).toBeGreaterThan(0)
})

it('leaves the port out for 443, and the name to check where there is none', () => {
  const nameless = { ...identity, brokerNames: 'none' as const }
  const text = configFileText({ identity: nameless, brokerPort: 9092, restPort: 443 })
  const { api, kafka } = parse(text) as Toml
  expect(api?.['base']).toBe('/hopsworks-api/api')
  expect(kafka).not.toHaveProperty('server_name')
})
