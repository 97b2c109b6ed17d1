import { beforeAll, describe, expect, test } from 'vitest'
import { RegistryError } from '../src/index.ts'
import { Mint, type Pair, whyNoCertificates } from './certificates.ts'
import { API_KEY, clientOf, failureOf, sendJson, serve } from './servers.ts'

const SCHEMA = '{"type":"record","name":"sensor","fields":[{"name":"id","type":"string"}]}'
const VERSION = { id: 4, subject: 'sensor', version: 2, schema: SCHEMA }
const BASE = '/hopsworks-api/api/project/119/kafka'

describe.skipIf(whyNoCertificates)(`HopsworksRegistry (${whyNoCertificates ?? 'HTTPS'})`, () => {
  let pair: Pair
  beforeAll(() => {
    using mint = new Mint()
    pair = mint.selfSigned('server')
  })

  describe('asks as Hopsworks understands it', () => {
    test.each([
      ['schemaById', (r) => r.schemaById(4), 'GET', '/schemas/ids/4', { schema: SCHEMA }, SCHEMA],
      ['latest', (r) => r.latest('sensor'), 'GET', '/subjects/sensor/versions/latest', VERSION],
      ['version', (r) => r.version('sensor', 2), 'GET', '/subjects/sensor/versions/2', VERSION],
      [
        'subjectOfTopic',
        (r) => r.subjectOfTopic('t/ü'),
        'GET',
        '/topics/t%2F%C3%BC/subjects',
        VERSION,
      ],
      ['lookup', (r) => r.lookup('sensor', SCHEMA), 'POST', '/subjects/sensor', VERSION],
    ] as const satisfies readonly (readonly [
      string,
      (registry: ReturnType<typeof clientOf>) => Promise<unknown>,
      string,
      string,
      unknown,
      unknown?,
    ])[])('%s', async (...[, call, method, path, answer, expected]) => {
      await using server = await serve(pair, (_, response) => sendJson(response, 200, answer))
      await using registry = clientOf(server, pair)
      expect(await call(registry)).toEqual(expected ?? VERSION)
      const [request] = server.requests
      expect(request).toMatchObject({ method, path: `${BASE}${path}` })
      expect(request?.headers).toMatchObject({
        authorization: `ApiKey ${API_KEY}`,
        accept: 'application/json',
      })
      if (method === 'POST') {
        expect(request?.headers['content-type']).toBe('application/json')
        expect(JSON.parse(request?.body ?? '')).toEqual({ schema: SCHEMA })
      }
    })

    test('takes the key of the moment from a function, and drops its line end', async () => {
      await using server = await serve(pair, (_, response) => sendJson(response, 200, VERSION))
      let key = 'first.key\r\n'
      await using registry = clientOf(server, pair, { apiKey: async () => key, latestTtlMs: 0 })
      await registry.latest('sensor')
      key = 'second.key\n'
      await registry.latest('sensor')
      const sent = server.requests.map(({ headers }) => headers.authorization)
      expect(sent).toEqual(['ApiKey first.key', 'ApiKey second.key'])
    })

    test('keeps its connections between calls', async () => {
      const ports = new Set<number | undefined>()
      await using server = await serve(pair, (_, response) => {
        ports.add(response.socket?.remotePort)
        sendJson(response, 200, VERSION)
      })
      await using registry = clientOf(server, pair, { latestTtlMs: 0 })
      for (let call = 0; call < 20; call += 1) await registry.latest('sensor')
      expect(ports.size).toBeLessThanOrEqual(2)
    })

    test('opens few connections, however many calls there are', async () => {
      const ports = new Set<number | undefined>()
      await using server = await serve(pair, ({ path }, response) => {
        ports.add(response.socket?.remotePort)
        sendJson(response, 200, { ...VERSION, subject: path.split('/').at(-3) })
      })
      await using registry = clientOf(server, pair)
      const calls = Array.from({ length: 50 }, (_, index) => registry.latest(`s${index}`))
      await Promise.all(calls)
      expect(server.requests).toHaveLength(50)
      expect(ports.size).toBeLessThanOrEqual(4)
    })
  })

  describe('schemas by id', () => {
    const answerId = (id: string | undefined) => ({ schema: `"schema ${id}"` })

    test('are asked for once, by all callers together', async () => {
      await using server = await serve(pair, ({ path }, response) =>
        sendJson(response, 200, answerId(path.split('/').at(-1))),
      )
      await using registry = clientOf(server, pair)
      const all = await Promise.all(
        Array.from({ length: 40 }, (_, i) => registry.schemaById((i % 2) + 1)),
      )
      expect(new Set(all)).toEqual(new Set(['"schema 1"', '"schema 2"']))
      await registry.schemaById(1)
      expect(server.requests).toHaveLength(2)
    })

    test('are known once a version with the id was seen', async () => {
      await using server = await serve(pair, (_, response) => sendJson(response, 200, VERSION))
      await using registry = clientOf(server, pair)
      await registry.subjectOfTopic('temperature')
      expect(await registry.schemaById(VERSION.id)).toBe(SCHEMA)
      expect(server.requests).toHaveLength(1)
    })

    test('a failure is not kept', async () => {
      await using server = await serve(pair, (_, response, nth) =>
        nth === 0
          ? sendJson(response, 404, { error_code: 40403, message: 'Schema not found' })
          : sendJson(response, 200, answerId('7')),
      )
      await using registry = clientOf(server, pair, { missTtlMs: 0 })
      const [first, second] = await Promise.allSettled([
        registry.schemaById(7),
        registry.schemaById(7),
      ])
      expect([first.status, second.status]).toEqual(['rejected', 'rejected'])
      expect(await registry.schemaById(7)).toBe('"schema 7"')
    })

    test('a caller that gives up leaves the others their answer', async () => {
      const held: (() => void)[] = []
      await using server = await serve(pair, (_, response) => {
        held.push(() => sendJson(response, 200, answerId('1')))
        controller.abort(new Error('enough'))
      })
      await using registry = clientOf(server, pair)
      const controller = new AbortController()
      const impatient = failureOf(registry.schemaById(1, { signal: controller.signal }))
      const patient = registry.schemaById(1)
      expect(await impatient).toMatchObject({
        code: 'ERR_REGISTRY_ABORTED',
        cause: controller.signal.reason,
      })
      for (const answer of held) answer()
      expect(await patient).toBe('"schema 1"')
      expect(server.requests).toHaveLength(1)
    })

    test('the request ends when the last caller has given up', async () => {
      const controller = new AbortController()
      const { promise: dropped, resolve } = deferred()
      await using server = await serve(pair, (_, response) => {
        response.on('close', resolve)
        controller.abort()
      })
      await using registry = clientOf(server, pair)
      const call = failureOf(registry.schemaById(1, { signal: controller.signal }))
      expect(await call).toMatchObject({ code: 'ERR_REGISTRY_ABORTED' })
      await dropped
    })
  })

  describe('tells refusals apart', () => {
    const a = (errorCode: number, errorMsg: string, usrMsg?: string) => ({
      errorCode,
      errorMsg,
      usrMsg,
    })
    const b = (error_code: number, message: string) => ({ error_code, message })

    // Status and body as Hopsworks' sources give them (RESTCodes).
    test.each([
      [401, a(320002, 'Api key not found'), 'UNAUTHORIZED'],
      [401, a(320012, 'Invalid or incorrect API key.'), 'UNAUTHORIZED'],
      [401, a(200003, 'Authorization header not set.'), 'UNAUTHORIZED'],
      [403, a(320004, 'No valid scope found for this invocation'), 'FORBIDDEN'],
      [403, a(320003, 'No valid role found for this invocation'), 'FORBIDDEN'],
      [403, a(160000, 'No valid role found for this user'), 'FORBIDDEN'],
      [403, a(150068, 'Your project role does not allow to perform this action.'), 'FORBIDDEN'],
      [404, a(150004, "Project wasn't found."), 'PROJECT_NOT_FOUND'],
      [400, a(150004, "Project wasn't found."), 'PROJECT_NOT_FOUND'],
      [404, a(190010, 'Topic is not shared with project', 'topic: x'), 'TOPIC_NOT_FOUND'],
      [404, a(190000, 'No topics found'), 'TOPIC_NOT_FOUND'],
      [404, a(190006, 'Topic has no schema attached to it.'), 'SUBJECT_NOT_FOUND'],
      [404, a(120004, 'Web application exception occurred', 'HTTP 404 Not Found'), 'REFUSED'],
      [415, a(120004, 'Web application exception occurred', 'HTTP 415'), 'REFUSED'],
      [404, b(40401, 'Subject not found'), 'SUBJECT_NOT_FOUND'],
      [404, b(40402, 'Version not found'), 'VERSION_NOT_FOUND'],
      [404, b(40403, 'Schema not found'), 'SCHEMA_NOT_FOUND'],
      [422, b(42201, 'Invalid Avro schema'), 'INVALID_SCHEMA'],
      [422, b(42202, 'Invalid version'), 'REFUSED'],
      [500, b(50001, 'Error in the backend datastore'), 'UNAVAILABLE'],
      [500, a(120000, 'A generic error occurred.'), 'UNAVAILABLE'],
    ])('%i %o', async (status, body, code) => {
      await using server = await serve(pair, (_, response) => sendJson(response, status, body))
      await using registry = clientOf(server, pair)
      const error = await failureOf(registry.version('sensor', 3))
      expect(error).toBeInstanceOf(RegistryError)
      expect(error).toMatchObject({
        code: `ERR_REGISTRY_${code}`,
        what: 'version 3 of subject "sensor"',
        status,
        url: `${server.url}/subjects/sensor/versions/3`,
        serverCode: 'errorCode' in body ? body.errorCode : body.error_code,
        serverMessage: expect.stringContaining('errorCode' in body ? body.errorMsg : body.message),
        retriable: code === 'UNAVAILABLE',
      })
      // Only a 401 is asked twice.
      expect(server.requests).toHaveLength(status === 401 ? 2 : 1)
    })

    test('names the scope that the key lacks', async () => {
      const words = a(320004, 'No valid scope', 'Valid scope for this invocation is: [KAFKA]')
      await using server = await serve(pair, (_, response) => sendJson(response, 403, words))
      await using registry = clientOf(server, pair)
      expect(await failureOf(registry.latest('x'))).toMatchObject({
        because: expect.stringContaining('lacks the scope KAFKA'),
        fix: 'Make a key with the scope KAFKA in your account settings.',
      })
    })

    test('a lookup that misses is not a missing id', async () => {
      const words = b(40403, 'Schema not found')
      await using server = await serve(pair, (_, response) => sendJson(response, 404, words))
      await using registry = clientOf(server, pair)
      expect(await failureOf(registry.lookup('sensor', '"int"'))).toMatchObject({
        code: 'ERR_REGISTRY_SCHEMA_NOT_REGISTERED',
      })
    })

    test.each([
      ['an id of 0', { ...VERSION, id: 0 }],
      ['an id beyond 31 bits', { ...VERSION, id: 2 ** 31 }],
      ['an id that is text', { ...VERSION, id: '4' }],
      ['no schema', { id: 4, subject: 'sensor', version: 2 }],
      ['an empty schema', { ...VERSION, schema: '' }],
      ['another subject', { ...VERSION, subject: 'other' }],
      ['another version', { ...VERSION, version: 3 }],
      ['a list', [VERSION]],
      ['null', null],
    ])('an answer with %s is not taken', async (_, body) => {
      await using server = await serve(pair, (_request, response) => sendJson(response, 200, body))
      await using registry = clientOf(server, pair)
      expect(await failureOf(registry.version('sensor', 2))).toMatchObject({
        code: 'ERR_REGISTRY_NOT_A_REGISTRY',
        status: 200,
      })
    })
  })

  describe('ends', () => {
    test('with a signal that was aborted before', async () => {
      await using server = await serve(pair, (_, response) => sendJson(response, 200, VERSION))
      await using registry = clientOf(server, pair)
      const signal = AbortSignal.abort()
      expect(await failureOf(registry.latest('x', { signal }))).toMatchObject({
        code: 'ERR_REGISTRY_ABORTED',
      })
      expect(server.requests).toHaveLength(0)
    })

    test('what is under way when it is closed, and stays closed', async () => {
      const { promise: asked, resolve } = deferred()
      await using server = await serve(pair, resolve)
      const registry = clientOf(server, pair)
      const calls = [failureOf(registry.latest('x')), failureOf(registry.schemaById(1))]
      await asked
      await registry.close()
      for (const error of await Promise.all(calls))
        expect(error).toMatchObject({ code: 'ERR_REGISTRY_CLOSED' })
      expect(await failureOf(registry.latest('x'))).toMatchObject({ code: 'ERR_REGISTRY_CLOSED' })
      await registry.close()
    })
  })
})

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
