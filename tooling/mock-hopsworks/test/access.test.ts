import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERAS } from '../src/index.ts'
import { newKey, type Started, start } from './start.ts'
import { whyNoCertificates } from './tls.ts'

const EMPTY = { subjects: [], topics: [] }
const OTHERS = [{ id: 120, name: 'other', ...EMPTY }]

const KEYS = {
  kafkaOnly: newKey(),
  projectOnly: newKey(),
  scientist: newKey(),
  stranger: newKey(),
  blocked: newKey(),
  deactivated: newKey(),
  roleless: newKey(),
}

describe.skipIf(whyNoCertificates)(`who may do what (${whyNoCertificates ?? 'TLS'})`, () => {
  let hops: Started
  beforeAll(async () => {
    hops = await start({
      era: '5.x',
      projects: OTHERS,
      keys: [
        { key: KEYS.kafkaOnly, scopes: ['KAFKA'] },
        { key: KEYS.projectOnly, scopes: ['PROJECT'] },
        { key: KEYS.scientist, roles: { demo: 'Data scientist' } },
        { key: KEYS.stranger, roles: { other: 'Data owner' } },
        { key: KEYS.blocked, standing: 'blocked' },
        { key: KEYS.deactivated, standing: 'deactivated' },
        { key: KEYS.roleless, standing: 'without role' },
      ],
    })
  })
  afterAll(() => hops[Symbol.asyncDispose]())

  test.each([
    ['project/119/kafka/config', 'projectOnly', 403, 320004, '[KAFKA]'],
    ['project/getProjectInfo/demo', 'kafkaOnly', 403, 320004, '[PROJECT]'],
    ['project/119/credentials', 'kafkaOnly', 403, 320004, '[PROJECT]'],
    ['project/119/kafka/config', 'stranger', 403, 160000, undefined],
    ['project/getProjectInfo/demo', 'stranger', 403, 160000, undefined],
    ['project/119/kafka/config', 'blocked', 401, 160007, undefined],
    ['project/119/kafka/config', 'deactivated', 401, 160005, undefined],
    ['project/119/kafka/config', 'roleless', 403, 320003, undefined],
    ['project/999/kafka/config', 'stranger', 404, 150004, undefined],
  ] as const)('%s with the key %s: %i %i', async (path, key, status, errorCode, usrMsg) => {
    const found = await hops.ask(path, { key: KEYS[key] })
    expect(found).toMatchObject({ status, json: { errorCode } })
    if (usrMsg !== undefined) expect(found.text).toContain(usrMsg)
  })

  test('a scientist reads and registers, and may not change topics', async () => {
    const { scientist: key } = KEYS
    const reading = await hops.kafka('topics', { key })
    expect(reading.status).toBe(200)
    const schema = { schema: '"int"' }
    const registering = { method: 'POST', key, body: schema } as const
    expect((await hops.kafka('subjects/mine/versions', registering)).status).toBe(200)
    const topic = { name: 't', numOfPartitions: 1, numOfReplicas: 1 }
    const refused = { status: 403, json: { errorCode: 150068 } }
    const creating = { method: 'POST', key, body: topic } as const
    expect(await hops.kafka('topics', creating)).toMatchObject(refused)
    expect(await hops.kafka('topics/t', { method: 'DELETE', key })).toMatchObject(refused)
  })

  test('a user sees the projects of which he is a member', async () => {
    const { json } = await hops.ask('project', { key: KEYS.stranger })
    expect(json).toMatchObject([{ project: { name: 'other' }, teamRole: 'Data owner' }])
  })

  test('the scope is asked for before the project', async () => {
    const found = await hops.ask('project/999/kafka/config', { key: KEYS.projectOnly })
    expect(found).toMatchObject({ status: 403, json: { errorCode: 320004 } })
  })

  test.each([
    ['2.2', 320002, 320002, 'ApiKey realm="Cauth Realm"', false],
    ['3.x', 320012, 320013, 'Bearer realm="Cauth Realm"', false],
    ['5.x', 320012, 320013, 'Bearer realm="Cauth Realm"', true],
  ] as const)('era %s has its own words', async (era, wrong, unknown, challenge, namesScope) => {
    const limited = newKey()
    const apiKey = newKey()
    await using other = await start({ era, apiKey, keys: [{ key: limited, scopes: ['PROJECT'] }] })
    const wrongSecret = `${apiKey.split('.')[0]}.wrong`
    expect(await other.kafka('config', { key: wrongSecret })).toMatchObject({
      status: 401,
      challenge,
      json: { errorCode: wrong },
    })
    expect(await other.kafka('config', { key: newKey() })).toMatchObject({
      json: { errorCode: unknown },
    })
    const { text } = await other.kafka('config', { key: limited })
    expect(text.includes('[KAFKA]')).toBe(namesScope)
  })

  test.each(ERAS)('a list cannot write an error in era %s, unless it is told to', async (era) => {
    await using strict = await start({ era })
    const page = { status: 500, type: 'text/html' }
    for (const path of ['subjects', 'subjects/none/versions'])
      expect(await strict.kafka(path, { key: 'a.b' })).toMatchObject(page)
    expect(await strict.kafka('subjects/none/versions')).toMatchObject(page)
    await using lenient = await start({ era, listErrors: 'json' })
    expect(await lenient.kafka('subjects', { key: 'a.b' })).toMatchObject({ status: 401 })
    expect(await lenient.kafka('subjects/none/versions')).toMatchObject({
      json: { error_code: 40401 },
    })
  })
})
