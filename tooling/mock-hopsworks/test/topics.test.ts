import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asked, record, type Started, start } from './start.ts'
import { whyNoCertificates } from './tls.ts'

const SUBJECTS = [
  { subject: 'sensor', schema: record('sensor', 'id') },
  { subject: 'alarm', schema: record('alarm', 'id') },
]
const TOPIC = { numOfPartitions: 2, numOfReplicas: 1, schemaName: 'sensor', schemaVersion: 1 }

const namesIn = ({ json }: Asked) =>
  ((json as { items?: { name: string }[] }).items ?? []).map(({ name }) => name)

describe.skipIf(whyNoCertificates)(`topics (${whyNoCertificates ?? 'TLS'})`, () => {
  let hops: Started
  const create = (body: unknown) => hops.kafka('topics', { method: 'POST', body })
  beforeAll(async () => {
    hops = await start({
      subjects: SUBJECTS,
      projects: [{ id: 120, name: 'other', subjects: [], topics: [] }],
      topics: [
        { name: 'b', subject: 'alarm', version: 1, partitions: 1 },
        { name: 'c', subject: 'sensor', version: 1, partitions: 3 },
        { name: 'a', subject: 'sensor', version: 1, partitions: 1 },
      ],
    })
  })
  afterAll(() => hops[Symbol.asyncDispose]())

  test.each([
    ['', ['b', 'c', 'a'], 3],
    ['?sort_by=name:asc', ['a', 'b', 'c'], 3],
    ['?sort_by=schema_name:desc,name:desc', ['c', 'a', 'b'], 3],
    ['?sort_by=name:asc&offset=1&limit=1', ['b'], 3],
    ['?sort_by=name:asc&offset=-1&limit=0', ['a', 'b', 'c'], 3],
    ['?filter_by=shared:false', ['b', 'c', 'a'], 3],
    ['?filter_by=shared:true', [], 0],
  ])('are listed%s', async (query, names, count) => {
    const found = await hops.kafka(`topics${query}`)
    expect(namesIn(found)).toEqual(names)
    expect(found.json).toMatchObject({ count })
    if (names.length === 0) expect(found.json).not.toHaveProperty('items')
  })

  test('tell their partitions', async () => {
    const { json } = await hops.kafka('topics/c')
    const partition = {
      leader: '10.0.2.15',
      replicas: ['10.0.2.15'],
      inSyncReplicas: ['10.0.2.15'],
    }
    expect(json).toMatchObject({ count: 3, items: [0, 1, 2].map((id) => ({ id, ...partition })) })
  })

  test('are made, echoed, linked to another version, and deleted', async () => {
    const made = await create({ name: 'new one', ...TOPIC })
    expect(made).toMatchObject({ status: 201, json: { name: 'new one', ...TOPIC } })
    expect(made.location).toMatch(/\/topics\/new%20one$/)
    const linking = { method: 'PUT' } as const
    const linked = await hops.kafka('topics/new%20one/subjects/alarm/versions/1', linking)
    expect(linked).toMatchObject({ status: 200, text: '' })
    const { json } = await hops.kafka('topics/new%20one/subjects')
    expect(json).toMatchObject({ subject: 'alarm', version: 1 })
    const nowhere = await hops.kafka('topics/new%20one/subjects/alarm/versions/7', linking)
    expect(nowhere).toMatchObject({ status: 404, json: { error_code: 40402 } })
    const removed = await hops.kafka('topics/new%20one', { method: 'DELETE' })
    expect(removed).toMatchObject({ status: 204, text: '' })
    expect((await hops.kafka('topics/new%20one/subjects')).status).toBe(404)
  })

  test.each([
    [{ ...TOPIC, name: 'a' }, 409, 190002],
    [{ ...TOPIC, name: 'x', numOfReplicas: 2 }, 400, 190005],
    [{ ...TOPIC, name: 'x', numOfReplicas: undefined }, 500, 120000],
    [{ ...TOPIC, name: 'x', schemaVersion: 9 }, 404, 190006],
    [{ ...TOPIC, name: 'x', numOfPartitions: 0 }, 400, 190015],
  ])('%o is refused: %i %i', async (topic, status, errorCode) => {
    expect(await create(topic)).toMatchObject({ status, json: { errorCode } })
  })

  test('have names that are unique over all projects', async () => {
    const body = { name: 'a', numOfPartitions: 1, numOfReplicas: 1 }
    const found = await hops.ask('project/120/kafka/topics', { method: 'POST', body })
    expect(found).toMatchObject({ status: 409, json: { errorCode: 190002 } })
  })

  test('keep the subject that they point to', async () => {
    const remove = { method: 'DELETE' } as const
    const inUse = { status: 412, json: { errorCode: 190014 } }
    expect(await hops.kafka('subjects/alarm', remove)).toMatchObject(inUse)
    expect(await hops.kafka('subjects/alarm/versions/latest', remove)).toMatchObject(inUse)
  })

  test.each([
    ['2.2', 190000, 190000, 404, false],
    ['5.x', 190023, undefined, 201, true],
  ] as const)('differ in era %s', async (era, unknown, gone, schemaless, counts) => {
    await using other = await start({ era, subjects: SUBJECTS })
    expect(await other.kafka('topics/none')).toMatchObject({ json: { errorCode: unknown } })
    const removed = await other.kafka('topics/none', { method: 'DELETE' })
    if (gone === undefined) expect(removed.status).toBe(204)
    else expect(removed).toMatchObject({ status: 404, json: { errorCode: gone } })
    const post = (body: unknown) => other.kafka('topics', { method: 'POST', body })
    const bare = { name: 'bare', numOfPartitions: 1, numOfReplicas: 1 }
    expect((await post(bare)).status).toBe(schemaless)
    if (schemaless === 201) expect((await other.kafka('topics/bare/subjects')).status).toBe(500)
    await post({ ...TOPIC, name: 'full' })
    expect((await other.kafka('topics')).text.includes('numOfPartitions')).toBe(counts)
  })

  test('end at eleven of them', async () => {
    await using full = await start({ subjects: SUBJECTS })
    const statuses: number[] = []
    for (let nth = 0; nth < 12; nth += 1) {
      const body = { ...TOPIC, name: `t${nth}` }
      statuses.push((await full.kafka('topics', { method: 'POST', body })).status)
    }
    expect(statuses).toEqual([...Array.from({ length: 11 }, () => 201), 412])
  })
})
