import { inspect } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { HopsworksProject, type HopsworksProjectOptions } from '../src/index.ts'
import { Mint, type Pair, whyNoCertificates } from './certificates.ts'
import { API_KEY, failureOf, type SeenRequest, sendJson, serve } from './servers.ts'

const INFO = { projectId: 119, projectName: 'demo', services: ['KAFKA'] }
const BASE = '/hopsworks-api/api'

interface Case {
  readonly call: (project: HopsworksProject) => Promise<unknown>
  readonly sends: string
  readonly body?: unknown
  readonly status?: number
  readonly answer: unknown
  readonly gives: unknown
}

const TOPIC = { name: 't', numOfPartitions: 2, numOfReplicas: 1 }

const CASES: readonly Case[] = [
  { call: (p) => p.id(), sends: 'GET /project/getProjectInfo/demo', answer: INFO, gives: 119 },
  {
    call: (p) => p.release(),
    sends: 'GET /variables/versions',
    answer: [{ software: 'hopsworks', version: '3.7.0' }],
    gives: '3.7.0',
  },
  {
    call: (p) => p.topics(),
    sends: 'GET /project/119/kafka/topics',
    // A list that is empty is left out.
    answer: { href: 'https://wrong.example', count: 0 },
    gives: { count: 0, topics: [] },
  },
  {
    call: (p) =>
      p.topics({ offset: 1, limit: 2, sortBy: ['name:asc', 'schema_name:desc'], shared: false }),
    sends:
      'GET /project/119/kafka/topics?offset=1&limit=2&sort_by=name%3Aasc%2Cschema_name%3Adesc&filter_by=shared%3Afalse',
    answer: {
      count: 9,
      items: [
        { name: 'a', schemaName: 's', schemaVersion: 1 },
        { ...TOPIC, shared: true },
      ],
    },
    gives: {
      count: 9,
      topics: [
        {
          name: 'a',
          partitions: undefined,
          replicas: undefined,
          subject: 's',
          version: 1,
          shared: false,
        },
        {
          name: 't',
          partitions: 2,
          replicas: 1,
          subject: undefined,
          version: undefined,
          shared: true,
        },
      ],
    },
  },
  {
    call: (p) => p.createTopic({ name: 't', partitions: 2, subject: 's' }),
    sends: 'POST /project/119/kafka/topics',
    body: { ...TOPIC, schemaName: 's', schemaVersion: 1 },
    status: 201,
    answer: { ...TOPIC, href: 'x' },
    gives: undefined,
  },
  {
    call: (p) => p.deleteTopic('a/b'),
    sends: 'DELETE /project/119/kafka/topics/a%2Fb',
    status: 204,
    answer: undefined,
    gives: undefined,
  },
  {
    call: (p) => p.partitions('t'),
    sends: 'GET /project/119/kafka/topics/t',
    answer: { count: 1, items: [{ id: 0, leader: 'h', replicas: ['h'], inSyncReplicas: ['h'] }] },
    gives: [{ id: 0, leader: 'h', replicas: ['h'], inSyncReplicas: ['h'] }],
  },
  {
    call: (p) => p.brokers(),
    sends: 'GET /project/119/kafka/clusterinfo?external=true',
    answer: {
      brokers: ['INTERNAL://10.0.0.5:9091', 'kafka.example:9092', 'EXTERNAL://[::1]:9093'],
    },
    gives: [
      { host: '10.0.0.5', port: 9091, listener: 'INTERNAL' },
      { host: 'kafka.example', port: 9092, listener: undefined },
      { host: '::1', port: 9093, listener: 'EXTERNAL' },
    ],
  },
  {
    call: (p) => p.brokers({ external: false }),
    sends: 'GET /project/119/kafka/clusterinfo?external=false',
    answer: { brokers: [] },
    gives: [],
  },
]

const STORES = {
  fileExtension: 'jks',
  kStore: '/u3+7Q==',
  tStore: 'AAEC',
  password: 'S3CRETPASSWORD',
}
const PEM = { caChain: 'PEM-CA', clientCert: 'PEM-CERT', clientKey: 'PEM-KEY' }

describe.skipIf(whyNoCertificates)(`HopsworksProject (${whyNoCertificates ?? 'HTTPS'})`, () => {
  let pair: Pair
  beforeAll(() => {
    using mint = new Mint()
    pair = mint.selfSigned('server')
  })

  const projectOn = (port: number, options: Partial<HopsworksProjectOptions> = {}) =>
    new HopsworksProject({
      url: `https://127.0.0.1:${port}${BASE}/`,
      project: 'demo',
      apiKey: API_KEY,
      ca: pair.cert,
      ...options,
    })

  test.each(CASES)('$sends', async ({ call, sends, body, status = 200, answer, gives }) => {
    await using server = await serve(pair, ({ path }, response) =>
      path.includes('getProjectInfo')
        ? sendJson(response, 200, INFO)
        : status === 204
          ? response.writeHead(204).end()
          : sendJson(response, status, answer),
    )
    await using project = projectOn(server.port)
    expect(await call(project)).toEqual(gives)
    const request = server.requests.at(-1) as SeenRequest
    expect(`${request.method} ${request.path.replace(BASE, '')}`).toBe(sends)
    if (body !== undefined) expect(JSON.parse(request.body)).toEqual(body)
    // What anyone may ask is asked without the key.
    const isOpen = sends.endsWith('variables/versions')
    expect(request.headers.authorization).toBe(isOpen ? undefined : `ApiKey ${API_KEY}`)
  })

  test('asks for its id once, whoever wants it, and not at all when it is given', async () => {
    await using server = await serve(pair, ({ path }, response) =>
      sendJson(response, 200, path.includes('getProjectInfo') ? INFO : { brokers: [] }),
    )
    await using named = projectOn(server.port)
    await Promise.all([named.brokers(), named.brokers(), named.id()])
    const asked = () => server.requests.filter(({ path }) => path.includes('getProjectInfo')).length
    expect(asked()).toBe(1)
    await using numbered = projectOn(server.port, { project: 119 })
    await numbered.brokers()
    expect(asked()).toBe(1)
  })

  test('hands out its certificates, and shows nothing of them', async () => {
    let answer: object = STORES
    await using server = await serve(pair, (_, response) => sendJson(response, 200, answer))
    await using project = projectOn(server.port, { project: 119 })
    const bare = await project.credentials()
    expect(bare.pem).toBeUndefined()
    expect([...bare.keyStore]).toEqual([0xfe, 0xed, 0xfe, 0xed])
    expect([...bare.trustStore]).toEqual([0, 1, 2])
    expect(bare.password).toBe('S3CRETPASSWORD')
    answer = { ...STORES, ...PEM }
    const full = await project.credentials()
    expect(full.pem).toEqual({ ca: 'PEM-CA', cert: 'PEM-CERT', key: 'PEM-KEY' })
    const shown = inspect(full, { depth: 9, showHidden: true }) + JSON.stringify({ full })
    expect(shown).not.toMatch(/S3CRET|PEM-|254|feed/i)
  })

  test('gives a client of its registry', async () => {
    const version = { id: 4, subject: 's', version: 1, schema: '"int"' }
    await using server = await serve(pair, ({ path }, response) =>
      sendJson(response, 200, path.includes('getProjectInfo') ? INFO : version),
    )
    await using project = projectOn(server.port)
    await using registry = await project.registry()
    expect(await registry.latest('s')).toEqual(version)
    expect(server.requests.at(-1)?.path).toBe(
      `${BASE}/project/119/kafka/subjects/s/versions/latest`,
    )
  })

  test.each([
    [{ url: 'http://h.example' }, 'BAD_OPTIONS'],
    [{ project: 0 }, 'BAD_ARGUMENT'],
    [{ project: '' }, 'BAD_ARGUMENT'],
    [{ apiKey: 'a b' }, 'BAD_API_KEY'],
    [{ apiKey: undefined as never }, 'BAD_API_KEY'],
  ])('%o is refused', (options, code) => {
    expect(() => projectOn(1, options)).toThrow(
      expect.objectContaining({ code: `ERR_REGISTRY_${code}` }),
    )
  })

  test.each([['.'], ['a b'], ['x'.repeat(250)]])(
    'a topic named %j is refused before anything is sent',
    async (name) => {
      await using project = projectOn(1, { project: 119 })
      expect(await failureOf(project.createTopic({ name }))).toMatchObject({
        code: 'ERR_REGISTRY_BAD_ARGUMENT',
      })
    },
  )

  test('names the scope by the call where the server does not', async () => {
    const words = { errorCode: 320004, errorMsg: 'No valid scope found for this invocation' }
    await using server = await serve(pair, (_, response) => sendJson(response, 403, words))
    await using project = projectOn(server.port, { project: 119 })
    const scopes = [await failureOf(project.credentials()), await failureOf(project.topics())]
    expect(scopes).toMatchObject([{ scope: 'PROJECT' }, { scope: 'KAFKA' }])
  })

  test.each([
    ['a project without an id', (p: HopsworksProject) => p.info('x'), { projectId: '119' }],
    ['no version', (p: HopsworksProject) => p.release(), [{ software: 'ndb' }]],
    ['topics without names', (p: HopsworksProject) => p.topics(), { items: [{}] }],
    ['topics that are no list', (p: HopsworksProject) => p.topics(), { items: 'x' }],
    [
      'partitions without leader',
      (p: HopsworksProject) => p.partitions('t'),
      { items: [{ id: 0 }] },
    ],
    ['brokers that are none', (p: HopsworksProject) => p.brokers(), { brokers: ['x'] }],
    ['no brokers', (p: HopsworksProject) => p.brokers(), {}],
    ['no stores', (p: HopsworksProject) => p.credentials(), { kStore: 'AA==' }],
  ])('an answer with %s is not taken', async (_, call, answer) => {
    await using server = await serve(pair, (_request, response) => sendJson(response, 200, answer))
    await using project = projectOn(server.port, { project: 119 })
    expect(await failureOf(call(project))).toMatchObject({ code: 'ERR_REGISTRY_NOT_A_REGISTRY' })
  })

  test('a topic is not made twice', async () => {
    await using server = await serve(pair, (_, response) => response.writeHead(503).end())
    await using project = projectOn(server.port, { project: 119 })
    await failureOf(project.createTopic({ name: 't' }))
    expect(server.requests).toHaveLength(1)
  })
})
