import { describe, expect, test } from 'vitest'
import { type Fault, MockHopsworksError } from '../src/index.ts'
import { record, start } from './start.ts'
import { whyNoCertificates } from './tls.ts'

const CONFIG = { compatibilityLevel: 'BACKWARD' }

describe.skipIf(whyNoCertificates)(`faults on demand (${whyNoCertificates ?? 'TLS'})`, () => {
  test.each<[Fault, object]>([
    [
      { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
      { status: 429, json: {} },
    ],
    [
      { kind: 'error', number: 320002 },
      { status: 401, json: { errorCode: 320002 } },
    ],
    [
      { kind: 'error', number: 50001 },
      { status: 500, json: { error_code: 50001 } },
    ],
    [
      { kind: 'error', number: 190021, usrMsg: 'no broker' },
      { status: 503, json: { errorCode: 190021, usrMsg: 'no broker' } },
    ],
    [{ kind: 'page' }, { status: 502, type: 'text/html' }],
    [
      { kind: 'redirect', location: '/login' },
      { status: 302, location: '/login' },
    ],
    [
      { kind: 'content-type', contentType: 'text/plain' },
      { status: 200, type: 'text/plain', json: CONFIG },
    ],
  ])('%o', async (fault, expected) => {
    await using hops = await start()
    hops.strike({ ...fault, times: 1 })
    expect(await hops.kafka('config')).toMatchObject(expected)
    expect((await hops.kafka('config')).json).toEqual(CONFIG)
  })

  test('an answer can come late, never, or in half', async () => {
    await using hops = await start()
    hops.strike({ kind: 'delay', delayMs: 60, times: 1 })
    const asked = performance.now()
    expect((await hops.kafka('config')).json).toEqual(CONFIG)
    expect(performance.now() - asked).toBeGreaterThan(50)
    hops.strike({ kind: 'cut', times: 1 })
    await expect(hops.kafka('config')).rejects.toThrow()
    hops.strike({ kind: 'hang', times: 1 })
    const hanging = hops.kafka('config').catch(() => 'dropped')
    expect((await hops.kafka('config')).json).toEqual(CONFIG)
    await hops.mock.close()
    expect(await hanging).toBe('dropped')
  })

  test('strike only where they are to, and flap', async () => {
    await using hops = await start()
    hops.strike({ kind: 'page', method: 'GET', path: '/config', flap: { good: 2, bad: 1 } })
    const statuses: number[] = []
    for (let nth = 0; nth < 6; nth += 1) {
      statuses.push((await hops.kafka('config')).status)
      expect((await hops.kafka('topics')).status).toBe(200)
    }
    expect(statuses).toEqual([200, 200, 502, 200, 200, 502])
    hops.mock.faults.clear()
    expect((await hops.kafka('config')).status).toBe(200)
  })

  test('can be switched over the net, by who has a key', async () => {
    await using hops = await start()
    const path = '/mock-hopsworks/faults'
    const fault = { kind: 'page', times: 1 }
    const stranger = await hops.ask(path, { method: 'POST', key: 'a.b', body: fault })
    expect(stranger.status).toBe(401)
    expect((await hops.ask(path, { method: 'POST', body: fault })).status).toBe(204)
    expect((await hops.ask(path)).json).toEqual([fault])
    expect((await hops.kafka('config')).status).toBe(502)
    expect((await hops.ask(path)).json).toEqual([])
    await hops.ask(path, { method: 'POST', body: { kind: 'hang' } })
    expect((await hops.ask(path, { method: 'DELETE' })).status).toBe(204)
    expect((await hops.kafka('config')).status).toBe(200)
    expect((await hops.ask('/mock-hopsworks/elsewhere')).status).toBe(404)
    const requests = (await hops.ask('/mock-hopsworks/requests')).json
    expect(requests).toMatchObject({ unknown: 0, requests: [{ status: 502 }, { status: 200 }] })
  })

  test.each([
    {},
    { kind: 'nothing' },
    { kind: 'status' },
    { kind: 'status', status: 99 },
    { kind: 'error', number: 1 },
    { kind: 'redirect' },
    { kind: 'content-type' },
    { kind: 'delay' },
    { kind: 'hang', times: 0 },
    { kind: 'hang', flap: { good: 1 } },
  ])('%o is refused', async (fault) => {
    await using hops = await start()
    expect(() => hops.mock.faults.add(fault as Fault)).toThrow(MockHopsworksError)
    const told = await hops.ask('/mock-hopsworks/faults', { method: 'POST', body: fault })
    expect(told.status).toBe(400)
  })

  test('unknown paths and methods are counted', async () => {
    await using hops = await start()
    await hops.kafka('mode')
    await hops.kafka('config', { method: 'DELETE' })
    await hops.kafka('config')
    expect(hops.mock.unknownRequests).toBe(2)
    expect(hops.mock.requests.map(({ known }) => known)).toEqual([false, false, true])
  })

  test('what was learnt can be given to another mock', async () => {
    const subjects = [{ subject: 's', schema: record('s', 'a') }]
    const topics = [{ name: 't', subject: 's', version: 1, partitions: 1 }]
    await using first = await start({ subjects, topics })
    const register = { method: 'POST', body: { schema: record('s', 'a', 'b=1') } } as const
    await first.kafka('subjects/s/versions', register)
    await first.kafka('subjects/s/versions/latest', { method: 'DELETE' })
    await first.kafka('config/s', { method: 'PUT', body: { compatibility: 'FULL' } })
    const state = JSON.parse(JSON.stringify(first.mock.state()))
    await using second = await start({ state })
    for (const path of ['subjects', 'config/s', 'topics/t/subjects', 'schemas/ids/5'])
      expect((await second.kafka(path)).text).toBe((await first.kafka(path)).text)
    const added = await second.kafka('subjects/other/versions', {
      method: 'POST',
      body: { schema: '"bytes"' },
    })
    expect(added.json).toMatchObject({ id: 6 })
  })
})
