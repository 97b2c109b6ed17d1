import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Era, type MockHopsworks, startMockHopsworks } from '@hops-kafka/mock-hopsworks'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { mintPair, type TlsPair } from '../src/mint-pair.ts'
import { mintStores } from '../src/mint-stores.ts'
import { runClient, whyNoClients } from '../src/python.ts'
import { whatIsMissing } from '../src/what-is-missing.ts'

const noClients =
  whatIsMissing(['openssl', 'version'], ['keytool', '-help']) || (await whyNoClients())

const SENSOR = '{"type":"record","name":"sensor","fields":[{"name":"id","type":"string"}]}'
const FREE = SENSOR.replace('sensor', 'free')
const API_KEY = `${'k'.repeat(16)}.${'s'.repeat(64)}`

// What works and what does not is as it was seen with a throw-away server before there was this mock.
describe.skipIf(noClients !== '')(`clients of others against the mock${noClients}`, () => {
  let folder: string
  let tls: TlsPair
  let stores: Awaited<ReturnType<typeof mintStores>>
  let mock: MockHopsworks | undefined
  const file = (name: string) => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clients-'))
    tls = mintPair()
    stores = await mintStores(folder)
    await writeFile(file('ca.pem'), tls.cert)
    await writeFile(file('key'), `${API_KEY}\n`)
  })
  afterEach(async () => {
    await mock?.close()
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function start(era: Era): Promise<MockHopsworks> {
    mock = await startMockHopsworks({
      tls,
      era,
      project: { id: 119, name: 'demo' },
      apiKey: API_KEY,
      stores,
      brokers: { internal: ['10.0.0.5:9091'], external: ['kafka.example:9092'] },
      subjects: [
        { subject: 'sensor', schema: SENSOR },
        { subject: 'free', schema: FREE },
      ],
      topics: [{ name: 'linked', subject: 'sensor', version: 1, partitions: 1 }],
    })
    return mock
  }

  it('hopsworks 5.2.1 signs in, makes and finds schemas and topics, and gets its configuration', async () => {
    const server = await start('5.x')
    const certs = file('certs')
    const args = ['127.0.0.1', String(server.port), 'demo', file('key'), file('ca.pem'), certs]
    const found = await runClient('sdk.py', args, folder)
    const schema = { subject: 'sensor', version: 1, id: 4 }
    expect(found).toMatchObject({
      login: { name: 'demo', id: 119 },
      create_schema: schema,
      get_schemas: [schema],
      create_topic: 'temperature',
      get_topic: 'temperature',
      get_topics: ['linked', 'temperature'],
      get_default_config: {
        'security.protocol': 'SSL',
        'bootstrap.servers': 'kafka.example:9092',
        'ssl.endpoint.identification.algorithm': 'none',
        'ssl.key.location': join(certs, 'client_key.pem'),
      },
      // It loses a topic's schema while it reads the list, and asks for version None of None.
      'topic.schema': { error: 'RestAPIError' },
      get_subjects: { error: 'RestAPIError' },
    })
    expect(server.unknownRequests).toBe(0)
  })

  it('hops 2.2.0.5 connects and gets a topic’s schema, and tells the server’s words', async () => {
    const server = await start('2.2')
    const args = ['127.0.0.1', String(server.port), 'demo', file('key'), file('ca.pem'), 'linked']
    const found = await runClient('hops_2_2.py', args, folder)
    expect(found['get_schema']).toBe(SENSOR)
    expect(found['error']).toMatch(/404.*190010.*Topic is not shared with project.*topic: nowhere/s)
  })

  it('hops 2.2.0.5 asks again after a 401, without the CA that it was given', async () => {
    const server = await start('2.2')
    server.faults.add({ kind: 'error', number: 320002, path: 'getProjectInfo', times: 1 })
    const args = ['127.0.0.1', String(server.port), 'demo', file('key'), file('ca.pem'), 'linked']
    const run = runClient('hops_2_2.py', args, folder)
    await expect(run).rejects.toThrow('CERTIFICATE_VERIFY_FAILED')
    expect(server.requests).toMatchObject([{ status: 401 }])
  })

  const refused = (status: number) => ({ status, code: null })
  it.each<[Era, object]>([
    [
      '5.x',
      {
        lookup_schema: 1,
        test_compatibility: true,
        register_schema: 6,
        'round trip': { bytes: '00000000050e73656e736f7230', value: { id: 'sensor0' } },
        delete_subject: [1, 2],
      },
    ],
    [
      '2.2',
      {
        // It sends Confluent's content type only.
        lookup_schema: refused(415),
        test_compatibility: refused(415),
        register_schema: refused(415),
        delete_subject: [1],
      },
    ],
  ])('confluent-kafka 2.16.1 against era %s', async (era, expected) => {
    const { url } = await start(era)
    const args = [`${url}/project/119/kafka`, file('key'), file('ca.pem'), 'free']
    const found = await runClient('confluent.py', args, folder)
    expect(found).toMatchObject({
      get_latest_version: 1,
      get_schema: FREE,
      get_compatibility: 'BACKWARD',
      // It takes no plain text.
      get_subjects: refused(406),
      get_versions: refused(406),
      ...expected,
    })
  })

  it('leave no key behind', async () => {
    await expect(readFile(file('certs/client_key.pem'))).rejects.toThrow('ENOENT')
  })
})
