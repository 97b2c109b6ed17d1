import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { startSandbox } from '../src/index.ts'
import { type FakeEngine, startFakeEngine } from './fake-engine.ts'

const engine = 'container'

let machine: string
let tmp: string
let fake: FakeEngine
beforeAll(async () => {
  machine = await mkdtemp(join(tmpdir(), 'sandbox-engine-'))
  tmp = join(machine, 'tmp')
  await mkdir(tmp)
  fake = await startFakeEngine(join(machine, 'engine.sock'))
})
afterAll(async () => {
  await fake[Symbol.asyncDispose]()
  await rm(machine, { recursive: true })
})

beforeEach(() => {
  vi.stubEnv('DOCKER_HOST', `unix://${join(machine, 'engine.sock')}`)
  vi.stubEnv('TMPDIR', tmp)
  vi.stubEnv('PATH', machine)
  for (const name of ['JAVA_HOME', 'KAFKA_HOME', 'HOPS_KAFKA_ENGINE']) vi.stubEnv(name, '')
  for (const name of ['KAFKA', 'NODE', 'MOCK']) vi.stubEnv(`HOPS_KAFKA_${name}_IMAGE`, '')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  expect((await readdir(tmp)).filter((name) => name.startsWith('hops-kafka-sandbox'))).toEqual([])
})

const VERSION = { 'GET /version': [200, { ApiVersion: '1.41' }] } as const
const INFO = { 'GET /info': [200, { OperatingSystem: 'none', NCPU: 1 }] } as const
const NO_IMAGE = { 'GET /images/': [404, { message: 'No such image' }] } as const
const NO_REGISTRY = {
  'POST /images/create': [500, { message: 'lookup registry-1.docker.io: no such host' }],
} as const

it('says that nobody answers at DOCKER_HOST', async () => {
  vi.stubEnv('DOCKER_HOST', `unix://${join(machine, 'nobody.sock')}`)
  await expect(startSandbox({ engine })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_NO_ENGINE',
    what: expect.stringContaining('nobody.sock'),
    fix: expect.stringContaining('HOPS_KAFKA_ENGINE=jvm'),
  })
})

it('waits for an engine that says nothing no longer than two seconds', async () => {
  fake.answers = { 'GET /version': 'silence' }
  const begun = Date.now()
  await expect(startSandbox({ engine })).rejects.toMatchObject({ code: 'ERR_SANDBOX_NO_ENGINE' })
  expect(Date.now() - begun).toBeLessThan(4000)
})

it.each(['ssh://host', 'nonsense', 'fd://'])('refuses %j as DOCKER_HOST', async (host) => {
  vi.stubEnv('DOCKER_HOST', host)
  await expect(startSandbox({ engine })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_NO_ENGINE',
    what: expect.stringContaining(host),
  })
})

it('says which certificates an engine behind TLS needs', async () => {
  vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:2376')
  vi.stubEnv('DOCKER_TLS_VERIFY', '1')
  vi.stubEnv('DOCKER_CERT_PATH', machine)
  await writeFile(join(machine, 'ca.pem'), '')
  await expect(startSandbox({ engine })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_NO_ENGINE',
    because: expect.stringContaining('key.pem'),
  })
})

it('tells another server from an engine', async () => {
  fake.answers = { 'GET /version': [200, { hello: 'world' }] }
  await expect(startSandbox({ engine })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_NO_ENGINE',
    because: expect.stringContaining('no container engine'),
  })
})

it.each(['1.40', '1.9', '0.99'])('refuses an engine whose API is %s', async (ApiVersion) => {
  fake.answers = { 'GET /version': [200, { ApiVersion }] }
  await expect(startSandbox({ engine })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_OLD_ENGINE',
    because: expect.stringContaining(ApiVersion),
  })
})

it('says how to get an image when no registry can be reached', async () => {
  fake.answers = { ...VERSION, ...INFO, ...NO_IMAGE, ...NO_REGISTRY }
  await expect(startSandbox({ engine })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_NO_IMAGE',
    what: expect.stringContaining('apache/kafka:4.3.0'),
    because: expect.stringContaining('no such host'),
    fix: expect.stringMatching(/pnpm images:offline.*HOPS_KAFKA_KAFKA_IMAGE/),
  })
})

it('takes no other image than the one that the user names', async () => {
  fake.answers = { ...VERSION, ...INFO, ...NO_IMAGE, ...NO_REGISTRY }
  fake.asked.length = 0
  vi.stubEnv('HOPS_KAFKA_KAFKA_IMAGE', 'mine/kafka:1')
  await expect(startSandbox({ engine })).rejects.toMatchObject({
    code: 'ERR_SANDBOX_NO_IMAGE',
    what: expect.stringContaining('mine/kafka:1'),
  })
  const images = fake.asked.filter((question) => question.startsWith('GET /images/'))
  expect(new Set(images)).toEqual(new Set(['GET /images/mine/kafka:1/json']))
})

it.each([
  ['no space left on device', 'ERR_SANDBOX_UNWRITABLE', 'disk is full'],
  ['could not find an available, non-overlapping IPv4 address pool', 'ERR_SANDBOX_ENGINE', 'pool'],
  ['a strange thing', 'ERR_SANDBOX_ENGINE', 'a strange thing'],
])('says why the engine refuses: %s', async (message, code, because) => {
  fake.answers = {
    ...VERSION,
    ...INFO,
    'GET /images/': [200, { Id: 'sha256:1' }],
    'POST /networks/create': [500, { message }],
    'GET /': [200, []],
  }
  await expect(startSandbox({ engine })).rejects.toMatchObject({
    code,
    because: expect.stringContaining(because),
  })
})

it('goes to Java with a word when an engine cannot give the images', async () => {
  fake.answers = { ...VERSION, ...INFO, ...NO_IMAGE, ...NO_REGISTRY }
  const told: string[] = []
  const onProgress = (text: string) => void told.push(text)
  // And there is no Java either.
  await expect(startSandbox({ onProgress })).rejects.toMatchObject({ code: 'ERR_SANDBOX_NO_JAVA' })
  expect(told.join('\n')).toMatch(/on Java, not in containers: .*apache\/kafka/)
})

it('does not ask the engine where KAFKA_HOME or HOPS_KAFKA_ENGINE=jvm are set', async () => {
  fake.asked.length = 0
  vi.stubEnv('KAFKA_HOME', machine)
  await expect(startSandbox()).rejects.toMatchObject({ code: 'ERR_SANDBOX_NO_JAVA' })
  vi.stubEnv('KAFKA_HOME', '')
  vi.stubEnv('HOPS_KAFKA_ENGINE', 'jvm')
  await expect(startSandbox()).rejects.toMatchObject({ code: 'ERR_SANDBOX_NO_JAVA' })
  expect(fake.asked).toEqual([])
})

it('refuses another word for an engine', async () => {
  vi.stubEnv('HOPS_KAFKA_ENGINE', 'docker')
  await expect(startSandbox()).rejects.toMatchObject({
    code: 'ERR_SANDBOX_BAD_ARGUMENT',
    because: expect.stringContaining('docker'),
    fix: expect.stringContaining('container or jvm'),
  })
})
