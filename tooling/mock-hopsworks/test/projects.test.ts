import { describe, expect, test } from 'vitest'
import { ERAS } from '../src/index.ts'
import { newKey, record, start } from './start.ts'
import { whyNoCertificates } from './tls.ts'

const STORES = {
  keyStore: Buffer.from('FEEDFEED', 'hex').toString('base64'),
  trustStore: 'AAAA',
  password: 'ABC123',
  pem: { ca: 'ca', cert: 'cert', key: 'key' },
}

const BROKERS = { internal: ['10.0.0.5:9091'], external: ['kafka.example:9092'] }
const CONNECTOR = 'project/119/featurestores/67/storageconnectors/kafka_connector/byok'

describe.skipIf(whyNoCertificates)(`projects (${whyNoCertificates ?? 'TLS'})`, () => {
  test.each([
    ['2.2', '2.2.0'],
    ['3.x', '3.7.0'],
    ['5.x', '5.2.0'],
  ] as const)('era %s says that it is %s', async (era, version) => {
    await using hops = await start({ era })
    const { json } = await hops.ask('variables/versions', { key: 'nobody' })
    expect(json).toEqual([{ software: 'hopsworks', version }])
  })

  test('have ids of their own for the same schema, and see no other ids', async () => {
    const subjects = [{ subject: 'sensor', schema: record('sensor', 'id') }]
    await using hops = await start({
      subjects,
      projects: [{ id: 120, name: 'other', subjects, topics: [] }],
    })
    const path = 'kafka/subjects/sensor/versions/1'
    const mine = (await hops.ask(`project/119/${path}`)).json as { id: number; schema: string }
    const theirs = (await hops.ask(`project/120/${path}`)).json as typeof mine
    expect(mine.id).toBe(4)
    expect(theirs.schema).toBe(mine.schema)
    expect(theirs.id).not.toBe(mine.id)
    const strange = await hops.ask(`project/119/kafka/schemas/ids/${theirs.id}`)
    expect(strange).toMatchObject({ status: 404, json: { error_code: 40403 } })
  })

  test.each(ERAS)('hand out their stores in era %s, as PEM too from 3.0 on', async (era) => {
    await using hops = await start({ era, stores: STORES })
    const { json } = await hops.ask('project/119/credentials')
    const jks = { fileExtension: 'jks', kStore: STORES.keyStore, tStore: 'AAAA' }
    const pem = { caChain: 'ca', clientCert: 'cert', clientKey: 'key' }
    expect(json).toEqual({ ...jks, password: 'ABC123', ...(era === '2.2' ? {} : pem) })
  })

  test('without stores say that the download failed', async () => {
    await using hops = await start()
    expect(await hops.ask('project/119/credentials')).toMatchObject({
      status: 400,
      json: { errorCode: 110021 },
    })
  })

  test.each([
    ['2.2', '', ['INTERNAL://10.0.0.5:9091']],
    ['2.2', '?external=true', ['INTERNAL://10.0.0.5:9091']],
    ['3.x', '?external=true', ['10.0.0.5:9091']],
    ['5.x', '', ['10.0.0.5:9091']],
    ['5.x', '?external=True', ['kafka.example:9092']],
  ] as const)('era %s names its brokers%s', async (era, query, brokers) => {
    await using hops = await start({ era, brokers: BROKERS })
    const { json } = await hops.kafka(`clusterinfo${query}`)
    // The wrong address is the server's own.
    expect(json).toMatchObject({ href: expect.stringContaining('/kafka/119/kafka/'), brokers })
  })

  test.each([
    ['', ['INTERNAL://10.0.0.5:9091']],
    ['?external=true', ['EXTERNAL://kafka.example:9092']],
  ])('name their brokers as 3.3 does on demand%s', async (query, brokers) => {
    await using hops = await start({ brokers: BROKERS, clusterInfo: 'by flag with prefix' })
    expect((await hops.kafka(`clusterinfo${query}`)).json).toMatchObject({ brokers })
  })

  test.each([
    ['', '10.0.0.5:9091'],
    ['?external=true', 'kafka.example:9092'],
  ])('name them to feature stores from 3.4 on%s', async (query, bootstrapServers) => {
    await using hops = await start({ brokers: BROKERS })
    expect((await hops.ask(`${CONNECTOR}${query}`)).json).toMatchObject({
      name: 'kafka_connector',
      bootstrapServers,
      securityProtocol: 'SSL',
      externalKafka: false,
    })
    await using then = await start({ era: '2.2', brokers: BROKERS })
    expect((await then.ask(CONNECTOR)).status).toBe(404)
  })

  test('name them to feature stores only with the scope for it', async () => {
    const key = newKey()
    await using hops = await start({ keys: [{ key, scopes: ['KAFKA', 'PROJECT'] }] })
    expect(await hops.ask(CONNECTOR, { key })).toMatchObject({ json: { errorCode: 320004 } })
  })

  test('without brokers have none to name', async () => {
    await using hops = await start({ brokers: { internal: [], external: [] } })
    expect(await hops.kafka('clusterinfo')).toMatchObject({ json: { errorCode: 190025 } })
    expect(await hops.ask(CONNECTOR)).toMatchObject({ json: { errorCode: 190025 } })
  })

  test('answer below a feature store as well from 3.7 on', async () => {
    const path = 'project/119/featurestores/67/kafka/config'
    await using now = await start({ era: '5.x' })
    expect((await now.ask(path)).json).toEqual({ compatibilityLevel: 'BACKWARD' })
    await using then = await start({ era: '2.2' })
    expect((await then.ask(path)).status).toBe(404)
  })
})
