import { randomBytes } from 'node:crypto'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MockHopsworks, MockHopsworksError, startMockHopsworks } from '../src/index.ts'
import { mintServerPair, type TlsPair, whyNoCertificates } from './tls.ts'

const JSON_TYPE = 'application/json'
const VENDOR_TYPE = 'application/vnd.schemaregistry.v1+json'
// As the stock Confluent clients send it.
const CONFLUENT_ACCEPT = `${VENDOR_TYPE}, application/vnd.schemaregistry+json, ${JSON_TYPE}`

const PREFIX = randomBytes(8).toString('hex')
const API_KEY = `${PREFIX}.${randomBytes(32).toString('hex')}`

const SENSOR = `{
  "type": "record", "name": "sensor",
  "fields": [
    { "name": "timestamp", "type": "long", "logicalType": "timestamp-millis" },
    { "name": "id", "type": "string" },
    { "name": "value", "type": "double" }
  ]
}`
const SENSOR_STORED =
  '{"type":"record","name":"sensor","fields":[{"name":"timestamp","type":"long","logicalType":"timestamp-millis"},{"name":"id","type":"string"},{"name":"value","type":"double"}]}'
const SENSOR_VERSION = { id: 4, subject: 'sensor', version: 1, schema: SENSOR_STORED }

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly key?: string | null
  readonly accept?: string
  readonly contentType?: string
  readonly body?: string
}

describe.skipIf(whyNoCertificates)(`mock Hopsworks (${whyNoCertificates ?? 'TLS'})`, () => {
  let tls: TlsPair
  let mock: MockHopsworks
  let agent: Agent

  const options = () => ({
    tls,
    project: { id: 119, name: 'demo' },
    apiKey: API_KEY,
    subjects: [{ subject: 'sensor', schema: SENSOR }],
    topics: [{ name: 'temperature', subject: 'sensor', version: 1, partitions: 2 }],
  })

  beforeAll(async () => {
    tls = mintServerPair()
    agent = new Agent({ connect: { ca: tls.cert } })
    mock = await startMockHopsworks(options())
  })

  afterAll(async () => {
    await agent.close()
    await mock.close()
  })

  async function call(path: string, how: Call = {}) {
    const { key = `ApiKey ${API_KEY}`, method = 'GET', accept, contentType, body } = how
    const answer = await request(`${mock.url}/${path}`, {
      dispatcher: agent,
      method,
      headers: {
        ...(key === null ? {} : { authorization: key }),
        ...(accept === undefined ? {} : { accept }),
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body }),
    })
    const text = await answer.body.text()
    return { status: answer.statusCode, type: answer.headers['content-type'], text, answer }
  }

  async function callJson(path: string, how: Call = {}) {
    const { status, type, text } = await call(path, how)
    expect(type).toBe(JSON_TYPE)
    return { status, json: JSON.parse(text) as unknown }
  }

  const kafka = (path: string) => `project/119/kafka/${path}`
  const post = (path: string, body: unknown, contentType = JSON_TYPE) =>
    callJson(kafka(path), { method: 'POST', contentType, body: JSON.stringify(body) })

  describe('the API key', () => {
    const path = 'project/119/kafka/schemas/ids/1'
    test.each([
      [null, 200003, 'Authorization header not set.'],
      ['Bearer abc', 200003, 'Invalidated Api key.'],
      [`apikey ${API_KEY}`, 200003, 'Invalidated Api key.'],
      ['ApiKey nodot', 320012, 'Invalid or incorrect API key.'],
      [`ApiKey ${PREFIX}.wrong`, 320012, 'Invalid or incorrect API key.'],
      [`ApiKey other.${'x'.repeat(64)}`, 320013, 'API key not found in the database'],
    ])('%s is refused with %i', async (key, errorCode, errorMsg) => {
      const { status, text, answer } = await call(path, { key })
      expect(status).toBe(401)
      expect(JSON.parse(text)).toEqual({ errorCode, errorMsg })
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="Cauth Realm"')
    })

    test('is checked before the path and the project', async () => {
      expect((await call('nowhere', { key: null })).status).toBe(401)
      expect((await call('project/1/kafka/config', { key: null })).status).toBe(401)
    })

    test('is not asked for where the version is told', async () => {
      expect(await callJson('variables/versions', { key: null })).toEqual({
        status: 200,
        json: [{ software: 'hopsworks', version: '3.7.0' }],
      })
    })
  })

  describe('the project', () => {
    test('is found by its name', async () => {
      const { json } = await callJson('project/getProjectInfo/demo')
      expect(json).toMatchObject({ projectId: 119, projectName: 'demo' })
    })

    test.each([
      'project/getProjectInfo/other',
      'project/120/kafka/schemas/ids/1',
      'project/120/kafka/config',
    ])('%s answers 404 150004', async (path) => {
      const { status, json } = await callJson(path)
      expect({ status, json }).toEqual({
        status: 404,
        json: { errorCode: 150004, errorMsg: "Project wasn't found." },
      })
    })
  })

  describe('what the web layer refuses', () => {
    test.each([
      ['an unknown path', 'project/119/kafka/mode', {}, 404, 'HTTP 404 Not Found'],
      ['an id that is no number', kafka('schemas/ids/x'), {}, 404, 'HTTP 404 Not Found'],
      ['a broken escape', kafka('subjects/%E0/versions'), {}, 404, 'HTTP 404 Not Found'],
      ['a wrong method', kafka('subjects'), { method: 'PUT' }, 405, 'HTTP 405 Method Not Allowed'],
      [
        'a client that takes no plain text',
        kafka('subjects'),
        { accept: CONFLUENT_ACCEPT },
        406,
        'HTTP 406 Not Acceptable',
      ],
      [
        'a body of another type',
        kafka('subjects/sensor'),
        { method: 'POST', contentType: 'text/plain', body: '{}' },
        415,
        'HTTP 415 Unsupported Media Type',
      ],
      [
        'a body that is not JSON',
        kafka('subjects/sensor'),
        { method: 'POST', contentType: JSON_TYPE, body: '{' },
        400,
        'HTTP 400 Bad Request',
      ],
      [
        'a body without end',
        kafka('subjects/sensor'),
        { method: 'POST', contentType: JSON_TYPE, body: ' '.repeat(3_000_000) },
        413,
        'HTTP 413 Request Entity Too Large',
      ],
    ] as const)('%s', async (_, path, how, status, usrMsg) => {
      const found = await callJson(path, how)
      const errorMsg = 'Web application exception occurred'
      expect(found).toEqual({ status, json: { errorCode: 120004, errorMsg, usrMsg } })
    })
  })

  describe('reading', () => {
    test('a schema by its id, whatever the query says', async () => {
      const path = kafka('schemas/ids/4?subject=temperature-value&fetchMaxId=False')
      expect(await callJson(path, { accept: CONFLUENT_ACCEPT })).toEqual({
        status: 200,
        json: { schema: SENSOR_STORED },
      })
    })

    test.each([-1, 0, 5, 2147483647])('no schema has the id %i', async (id) => {
      expect(await callJson(kafka(`schemas/ids/${id}`))).toEqual({
        status: 404,
        json: { error_code: 40403, message: 'Schema not found' },
      })
    })

    test('subjects and versions as plain text that is not JSON', async () => {
      const subjects = await call(kafka('subjects'))
      expect(subjects.type).toBe('text/plain')
      expect(subjects.text).toMatch(/^\[inferenceschema, sensor/)
      expect((await call(kafka('subjects/inferenceschema/versions'))).text).toBe('[1, 2, 3]')
    })

    test('versions of an unknown subject end in a page of the application server', async () => {
      const { status, type } = await call(kafka('subjects/nobody/versions'))
      expect({ status, type }).toEqual({ status: 500, type: 'text/html' })
    })

    test.each(['1', 'latest'])('version %s of a subject', async (version) => {
      const path = kafka(`subjects/sensor/versions/${version}`)
      expect(await callJson(path)).toEqual({ status: 200, json: SENSOR_VERSION })
      expect((await call(`${path}/schema`)).text).toBe(SENSOR_STORED)
    })

    test.each([
      ['nobody/versions/0', 422, 42202, 'Invalid version'],
      ['sensor/versions/2147483648', 422, 42202, 'Invalid version'],
      ['sensor/versions/Latest', 422, 42202, 'Invalid version'],
      ['nobody/versions/1', 404, 40401, 'Subject not found'],
      ['sensor/versions/9', 404, 40402, 'Version not found'],
      ['sensor/versions/9/schema', 404, 40402, 'Version not found'],
    ])('%s answers %i %i', async (path, status, error_code, message) => {
      expect(await callJson(kafka(`subjects/${path}`))).toEqual({
        status,
        json: { error_code, message },
      })
    })

    test('the one subject version of a topic', async () => {
      const found = await callJson(kafka('topics/temperature/subjects'))
      expect(found).toEqual({ status: 200, json: SENSOR_VERSION })
    })

    test('an unknown topic', async () => {
      expect(await callJson(kafka('topics/none/subjects'))).toEqual({
        status: 404,
        json: {
          errorCode: 190010,
          errorMsg: 'Topic is not shared with project',
          usrMsg: 'topic: none, project: demo',
        },
      })
    })
  })

  describe('looking up', () => {
    test.each([JSON_TYPE, VENDOR_TYPE])('finds a schema in other whitespace (%s)', async (type) => {
      const found = await post(
        'subjects/sensor?normalize=False&deleted=False',
        { schema: SENSOR },
        type,
      )
      expect(found).toEqual({ status: 200, json: SENSOR_VERSION })
    })

    test.each([
      ['nobody', '[', 404, 40401],
      ['sensor', '[', 422, 42201],
      ['sensor', '"Nope"', 422, 42201],
      ['sensor', SENSOR.replace('double', 'float'), 404, 40403],
    ])('%s %# answers in the order of the checks', async (subject, schema, status, code) => {
      const found = await post(`subjects/${subject}`, { schema })
      expect(found).toMatchObject({ status, json: { error_code: code } })
    })
  })

  describe('registering', () => {
    test('counts versions per subject, and ids per text', async () => {
      const subject = `s${randomBytes(6).toString('hex')}`
      const register = (schema: string) => post(`subjects/${subject}/versions`, { schema })
      const level = { compatibility: 'NONE' }
      await callJson(kafka('config'), {
        method: 'PUT',
        contentType: JSON_TYPE,
        body: JSON.stringify(level),
      })
      expect((await register(SENSOR)).json).toEqual({ id: 4, subject, version: 1 })
      const next = await register('"long"')
      expect(next.json).toMatchObject({ subject, version: 2 })
      expect(await register('{ "type": "long" }')).toEqual(next)
      expect((await register(SENSOR_STORED)).json).toEqual({ id: 4, subject, version: 1 })
    })

    test.each(['inferenceschema', 'projectcompatibility'])('%s is reserved', async (subject) => {
      const found = await post(`subjects/${subject}/versions`, { schema: '[' })
      expect(found).toMatchObject({ status: 405, json: { errorCode: 190016 } })
    })

    test('refuses what is not Avro, and fails on what its column cannot hold', async () => {
      const invalid = await post('subjects/x/versions', { schema: '{"type":"nope"}' })
      expect(invalid).toMatchObject({ status: 422, json: { error_code: 42201 } })
      const fields: never[] = []
      const long = { type: 'record', name: 'x', doc: 'x'.repeat(10_000), fields }
      const tooLong = await post('subjects/x/versions', { schema: JSON.stringify(long) })
      expect(tooLong).toMatchObject({ status: 500, json: { errorCode: 120000 } })
    })
  })

  test('keeps a journal without queries and keys', async () => {
    const subject = randomBytes(6).toString('hex')
    await call(kafka(`subjects/${subject}/versions/1?token=${API_KEY}`))
    expect(mock.requests.at(-1)).toEqual({
      method: 'GET',
      path: `/hopsworks-api/api/project/119/kafka/subjects/${subject}/versions/1`,
      status: 404,
      known: true,
    })
    expect(JSON.stringify(mock.requests)).not.toContain(API_KEY)
  })

  describe('starting and stopping', () => {
    test('lets go of its port, twice if asked', async () => {
      const second = await startMockHopsworks(options())
      const port = second.port
      await second.close()
      await second.close()
      await using third = await startMockHopsworks({ ...options(), port })
      expect(third.port).toBe(port)
    })

    test.each([
      ['a taken port', () => ({ port: mock.port }), 'ERR_MOCK_HOPSWORKS_LISTEN'],
      ['a key without a dot', () => ({ apiKey: 'x' }), 'ERR_MOCK_HOPSWORKS_BAD_OPTIONS'],
      [
        'no certificate',
        () => ({ tls: { key: tls.key, cert: 'x' } }),
        'ERR_MOCK_HOPSWORKS_BAD_OPTIONS',
      ],
      ['a topic without its subject', () => ({ subjects: [] }), 'ERR_MOCK_HOPSWORKS_BAD_OPTIONS'],
      [
        'a schema that is not Avro',
        () => ({ subjects: [{ subject: 'sensor', schema: '{}' }] }),
        'ERR_MOCK_HOPSWORKS_BAD_SCHEMA',
      ],
    ])('says why it cannot: %s', async (_, change, code) => {
      const failure = await startMockHopsworks({ ...options(), ...change() }).catch(
        (error: unknown) => error,
      )
      expect(failure).toBeInstanceOf(MockHopsworksError)
      expect(failure).toMatchObject({ code })
    })
  })
})
