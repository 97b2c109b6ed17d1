import { beforeAll, describe, expect, test } from 'vitest'
import type { HopsworksRegistry, RegistryError } from '../src/index.ts'
import { Mint, type Pair, whyNoCertificates } from './certificates.ts'
import { clientOf, failureOf, type SeenRequest, sendJson, serve } from './servers.ts'

const SCHEMA = '{"type":"record","name":"sensor","fields":[{"name":"id","type":"string"}]}'
const BASE = '/hopsworks-api/api/project/119/kafka'

/** A call, what it must send, what comes back and what it must give. */
interface Case {
  readonly call: (registry: HopsworksRegistry) => Promise<unknown>
  readonly sends: string
  readonly body?: unknown
  readonly answer: unknown
  readonly type?: string
  readonly gives: unknown
}

const CASES: readonly Case[] = [
  {
    call: (r) => r.subjects(),
    sends: 'GET /subjects',
    answer: '[inferenceschema, sensor]',
    type: 'text/plain',
    gives: ['inferenceschema', 'sensor'],
  },
  {
    call: (r) => r.subjects(),
    sends: 'GET /subjects',
    answer: '["a","b, c"]',
    gives: ['a', 'b, c'],
  },
  {
    call: (r) => r.subjects(),
    sends: 'GET /subjects',
    answer: '[]',
    type: 'text/plain',
    gives: [],
  },
  {
    call: (r) => r.versions('sensor'),
    sends: 'GET /subjects/sensor/versions',
    answer: '[2, 1]',
    type: 'text/plain',
    gives: [1, 2],
  },
  {
    call: (r) => r.schemaText('sensor', 'latest'),
    sends: 'GET /subjects/sensor/versions/latest/schema',
    answer: '{ "type": "long",  "huge": 9007199254740993 }',
    // The text itself: a number that JavaScript cannot hold is not touched.
    gives: '{ "type": "long",  "huge": 9007199254740993 }',
  },
  {
    call: (r) => r.register('sensor', SCHEMA),
    sends: 'POST /subjects/sensor/versions',
    body: { schema: SCHEMA },
    answer: { id: 4, subject: 'sensor', version: 1 },
    gives: { id: 4, subject: 'sensor', version: 1 },
  },
  {
    call: (r) => r.deleteSubject('sensor'),
    sends: 'DELETE /subjects/sensor',
    answer: '[1, 2]',
    gives: [1, 2],
  },
  {
    call: (r) => r.deleteVersion('sensor', 'latest'),
    sends: 'DELETE /subjects/sensor/versions/latest',
    answer: '2',
    gives: 2,
  },
  {
    call: (r) => r.isCompatible('sensor', SCHEMA, { version: 3 }),
    sends: 'POST /compatibility/subjects/sensor/versions/3',
    body: { schema: SCHEMA },
    answer: { is_compatible: false },
    gives: false,
  },
  {
    call: (r) => r.level(),
    sends: 'GET /config',
    answer: { compatibilityLevel: 'BACKWARD' },
    gives: 'BACKWARD',
  },
  {
    call: (r) => r.setLevel('FULL'),
    sends: 'PUT /config',
    body: { compatibility: 'FULL' },
    answer: { compatibility: 'FULL' },
    gives: 'FULL',
  },
  {
    call: (r) => r.levelOfSubject('sensor'),
    sends: 'GET /config/sensor',
    answer: { compatibilityLevel: 'NONE' },
    gives: 'NONE',
  },
  {
    call: (r) => r.setLevelOfSubject('sensor', 'NONE'),
    sends: 'PUT /config/sensor',
    body: { compatibility: 'NONE' },
    answer: { compatibility: 'NONE' },
    gives: 'NONE',
  },
  {
    call: (r) => r.linkTopic('temperature', { subject: 'sensor', version: 2 }),
    sends: 'PUT /topics/temperature/subjects/sensor/versions/2',
    answer: '',
    type: '',
    gives: undefined,
  },
]

describe.skipIf(whyNoCertificates)(`every call (${whyNoCertificates ?? 'HTTPS'})`, () => {
  let pair: Pair
  beforeAll(() => {
    using mint = new Mint()
    pair = mint.selfSigned('server')
  })

  test.each(CASES)('$sends', async ({ call, sends, body, answer, type, gives }) => {
    await using server = await serve(pair, (_, response) => {
      response.setHeader('content-type', type ?? 'application/json')
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    })
    await using registry = clientOf(server, pair)
    expect(await call(registry)).toEqual(gives)
    const [request] = server.requests as [SeenRequest]
    expect(`${request.method} ${request.path.replace(BASE, '')}`).toBe(sends)
    if (body !== undefined) expect(JSON.parse(request.body)).toEqual(body)
    const isList = type === 'text/plain'
    if (isList) expect(request.headers.accept).toBe('text/plain, application/json')
  })

  test.each<[string, Case['call'], unknown]>([
    ['no list', (r) => r.subjects(), 'sensor'],
    ['a list of other things', (r) => r.versions('s'), '[one, two]'],
    ['no version', (r) => r.deleteVersion('s', 1), '"1"'],
    ['a version beyond 31 bits', (r) => r.deleteVersion('s', 1), '9007199254740993'],
    ['no verdict', (r) => r.isCompatible('s', SCHEMA), '{"is_compatible":"yes"}'],
    ['no level', (r) => r.level(), '{"compatibilityLevel":"SOMEHOW"}'],
    ['no text', (r) => r.schemaText('s', 1), 'long'],
  ])('an answer with %s is not taken', async (_, call, answer) => {
    await using server = await serve(pair, (_request, response) => {
      response.setHeader('content-type', 'application/json').end(answer)
    })
    await using registry = clientOf(server, pair)
    expect(await failureOf(call(registry))).toMatchObject({ code: 'ERR_REGISTRY_NOT_A_REGISTRY' })
  })

  test.each<[string, Case['call']]>([
    ['a level', (r) => r.setLevel('backward' as never)],
    ['a subject’s level', (r) => r.setLevelOfSubject('s', 'X' as never)],
    ['a version', (r) => r.deleteVersion('s', 0)],
    ['a topic', (r) => r.linkTopic('..', { subject: 's', version: 1 })],
    ['a linked version', (r) => r.linkTopic('t', { subject: 's', version: 1.5 })],
    ['a schema', (r) => r.register('s', '')],
  ])('%s that cannot be is refused before anything is sent', async (_, call) => {
    await using server = await serve(pair, (_request, response) => sendJson(response, 200, {}))
    await using registry = clientOf(server, pair)
    expect(await failureOf(call(registry))).toMatchObject({ code: 'ERR_REGISTRY_BAD_ARGUMENT' })
    expect(server.requests).toHaveLength(0)
  })

  describe('a list that fails with a page', () => {
    const page = '<!DOCTYPE html><html></html>'
    const tell = async (why: (path: string) => [number, unknown] | undefined) => {
      await using server = await serve(pair, ({ path }, response) => {
        const told = why(path)
        if (told) sendJson(response, ...told)
        else response.writeHead(500, { 'content-type': 'text/html' }).end(page)
      })
      await using registry = clientOf(server, pair)
      return await failureOf(registry.versions('sensor'))
    }

    test('is told by another route', async () => {
      const missing = { error_code: 40401, message: 'Subject not found' }
      const error = await tell((path) => (path.endsWith('/latest') ? [404, missing] : undefined))
      expect(error).toMatchObject({ code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND', status: 404 })
    })

    test('stays what it is when the other route is well', async () => {
      const error = await tell((path) => (path.endsWith('/latest') ? [200, {}] : undefined))
      expect(error).toMatchObject({ code: 'ERR_REGISTRY_UNAVAILABLE', status: 500 })
    })
  })

  describe('registering', () => {
    test.each([
      ['other', SCHEMA, 'sensor'],
      ['sensor', SCHEMA.replace('"sensor"', '"sensor","namespace":"se.ri"'), 'se.ri.sensor'],
    ])('as %s is refused when the record is of another name', async (subject, schema, name) => {
      await using server = await serve(pair, (_, response) => sendJson(response, 200, {}))
      await using registry = clientOf(server, pair)
      expect(await failureOf(registry.register(subject, schema))).toMatchObject({
        code: 'ERR_REGISTRY_NAME_MISMATCH',
        because: expect.stringContaining(name),
        fix: expect.stringContaining(`"${name}"`),
      })
      expect(server.requests).toHaveLength(0)
    })

    test.each([
      ['other', SCHEMA, { anyName: true }],
      ['other', '"long"', {}],
      ['other', 'no JSON', {}],
    ])('%s %s goes to the server', async (subject, schema, options) => {
      const answer = { id: 4, subject, version: 1 }
      await using server = await serve(pair, (_, response) => sendJson(response, 200, answer))
      await using registry = clientOf(server, pair)
      expect(await registry.register(subject, schema, options)).toEqual(answer)
    })

    /** A server that refuses what follows the one version that it has. */
    const refusing = (level: string) =>
      serve(pair, ({ method, path }, response) => {
        const own = { id: 4, subject: 'sensor', version: 1, schema: SCHEMA }
        const answers: Readonly<Record<string, readonly [number, unknown]>> = {
          'POST /subjects/sensor/versions': [409, { error_code: 40901, message: 'no' }],
          'GET /config/sensor': [404, { error_code: 40401, message: 'no' }],
          'GET /config': [200, { compatibilityLevel: level }],
          'GET /subjects/sensor/versions': [200, [1]],
          'GET /subjects/sensor/versions/1': [200, own],
        }
        const [status, body] = answers[`${method} ${path.replace(BASE, '')}`] ?? [500, {}]
        sendJson(response, status, body)
      })

    test('what may not follow is refused with the reason', async () => {
      await using server = await refusing('FULL')
      await using registry = clientOf(server, pair)
      const next = SCHEMA.replace('"string"', '"int"')
      const error = (await failureOf(registry.register('sensor', next))) as RegistryError
      expect(error).toMatchObject({
        code: 'ERR_REGISTRY_INCOMPATIBLE',
        status: 409,
        because: expect.stringContaining('at the level FULL: the new schema at sensor.id: string'),
      })
      expect(error.incompatibilities).toMatchObject([
        { path: 'sensor.id', direction: 'backward' },
        { path: 'sensor.id', direction: 'forward' },
      ])
    })

    test('a refusal without a reason of ours says where a release is wrong', async () => {
      await using server = await refusing('BACKWARD_TRANSITIVE')
      await using registry = clientOf(server, pair)
      expect(await failureOf(registry.register('sensor', SCHEMA))).toMatchObject({
        code: 'ERR_REGISTRY_INCOMPATIBLE',
        fix: expect.stringContaining('before 3.1 checks BACKWARD_TRANSITIVE as FORWARD'),
      })
    })

    test('what is no schema is refused with the place', async () => {
      const words = { error_code: 42201, message: 'Invalid Avro schema' }
      await using server = await serve(pair, (_, response) => sendJson(response, 422, words))
      await using registry = clientOf(server, pair)
      const schema = SCHEMA.replace('"string"', '"strin"')
      for (const call of [
        registry.register('sensor', schema),
        registry.lookup('sensor', schema),
        registry.isCompatible('sensor', schema),
      ])
        expect(await failureOf(call)).toMatchObject({
          code: 'ERR_REGISTRY_INVALID_SCHEMA',
          because: expect.stringContaining(
            'at $.fields[0].type, no type "strin" is defined before',
          ),
        })
    })
  })

  describe('tells the further refusals apart', () => {
    test.each([
      [409, { errorCode: 190002 }, 'CONFLICT'],
      [412, { errorCode: 190014 }, 'CONFLICT'],
      [405, { errorCode: 190016 }, 'CONFLICT'],
      [412, { errorCode: 190004 }, 'LIMIT_REACHED'],
      [400, { errorCode: 190005 }, 'LIMIT_REACHED'],
      [409, { error_code: 409 }, 'INCOMPATIBLE'],
      [500, { errorCode: 190023 }, 'TOPIC_NOT_FOUND'],
      [400, { errorCode: 110021 }, 'REFUSED'],
    ])('%i %o: %s', async (status, words, code) => {
      await using server = await serve(pair, (_, response) => sendJson(response, status, words))
      await using registry = clientOf(server, pair)
      expect(await failureOf(registry.level())).toMatchObject({ code: `ERR_REGISTRY_${code}` })
    })

    test('a limit of the rate passes', async () => {
      await using server = await serve(pair, (_, response, nth) =>
        sendJson(response, nth === 0 ? 429 : 200, { compatibilityLevel: 'NONE' }),
      )
      await using registry = clientOf(server, pair)
      expect(await registry.level()).toBe('NONE')
    })

    test('a level that a subject does not have is none', async () => {
      const words = { error_code: 40408, message: 'no level of its own' }
      await using server = await serve(pair, (_, response) => sendJson(response, 404, words))
      await using registry = clientOf(server, pair)
      expect(await registry.levelOfSubject('sensor')).toBeUndefined()
    })
  })

  test.each<[string, Case['call']]>([
    ['deleting a subject', (r) => r.deleteSubject('s')],
    ['deleting a version', (r) => r.deleteVersion('s', 1)],
  ])('%s is not tried again', async (_, call) => {
    await using server = await serve(pair, (_request, response) => response.writeHead(503).end())
    await using registry = clientOf(server, pair)
    await failureOf(call(registry))
    expect(server.requests).toHaveLength(1)
  })
})
