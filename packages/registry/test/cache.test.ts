import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { CounterValues } from '../src/index.ts'
import { Mint, type Pair, whyNoCertificates } from './certificates.ts'
import { clientOf, failureOf, sendJson, serve } from './servers.ts'

const VERSION = { id: 4, subject: 'sensor', version: 1, schema: '"long"' }
const MISSING = { error_code: 40401, message: 'Subject not found' }

describe.skipIf(whyNoCertificates)(`what is kept (${whyNoCertificates ?? 'HTTPS'})`, () => {
  let pair: Pair
  beforeAll(() => {
    using mint = new Mint()
    pair = mint.selfSigned('server')
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** Lets the clock jump; everything else goes on in real time. */
  function travel(ms: number): void {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
  }

  test('the latest, for its time, shared by callers at the same time', async () => {
    await using server = await serve(pair, (_, response) => sendJson(response, 200, VERSION))
    await using registry = clientOf(server, pair)
    await Promise.all(Array.from({ length: 10 }, () => registry.latest('sensor')))
    await registry.latest('sensor')
    expect(server.requests).toHaveLength(1)
    travel(30_001)
    await registry.latest('sensor')
    expect(server.requests).toHaveLength(2)
  })

  test('nothing with a time of 0', async () => {
    await using server = await serve(pair, (_, response) => sendJson(response, 200, VERSION))
    await using registry = clientOf(server, pair, { latestTtlMs: 0 })
    await registry.latest('sensor')
    await registry.latest('sensor')
    expect(server.requests).toHaveLength(2)
  })

  test('that there is nothing, for seconds, until something is registered', async () => {
    let there = false
    await using server = await serve(pair, ({ method }, response) => {
      there ||= method === 'POST'
      sendJson(response, there ? 200 : 404, there ? VERSION : MISSING)
    })
    await using registry = clientOf(server, pair)
    for (let nth = 0; nth < 3; nth += 1)
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND',
      })
    expect(server.requests).toHaveLength(1)
    expect(registry.counters).toMatchObject({ negatives: 2 })
    await registry.register('sensor', VERSION.schema)
    expect(await registry.latest('sensor')).toEqual(VERSION)
    travel(5001)
    await failureOf(registry.latest('other'))
    expect(server.requests).toHaveLength(4)
  })

  test('only where the server has looked: a failure is asked about again', async () => {
    await using server = await serve(pair, (_, response) => response.writeHead(500).end())
    await using registry = clientOf(server, pair)
    await failureOf(registry.latest('sensor'))
    await failureOf(registry.latest('sensor'))
    expect(server.requests).toHaveLength(2)
  })

  test('past its time while the server is down, without waiting each time', async () => {
    let down = false
    await using server = await serve(pair, (_, response) => {
      if (down) response.writeHead(500).end()
      else sendJson(response, 200, VERSION)
    })
    await using registry = clientOf(server, pair)
    await registry.latest('sensor')
    down = true
    travel(30_001)
    expect(await registry.latest('sensor')).toEqual(VERSION)
    expect(await registry.latest('sensor')).toEqual(VERSION)
    expect(server.requests).toHaveLength(2)
    expect(registry.counters).toMatchObject({ stale: 1, hits: 1 })
  })

  test('not once the server says that it is gone', async () => {
    let there = true
    await using server = await serve(pair, (_, response) =>
      sendJson(response, there ? 200 : 404, there ? VERSION : MISSING),
    )
    await using registry = clientOf(server, pair)
    await registry.latest('sensor')
    there = false
    travel(30_001)
    expect(await failureOf(registry.latest('sensor'))).toMatchObject({ status: 404 })
  })

  test('not what was asked for before a change', async () => {
    const held: (() => void)[] = []
    let version = 1
    await using server = await serve(pair, ({ method }, response) => {
      const answer = { ...VERSION, version }
      if (method === 'POST') sendJson(response, 200, { ...VERSION, version: 2 })
      else if (version === 1) held.push(() => sendJson(response, 200, answer))
      else sendJson(response, 200, answer)
    })
    await using registry = clientOf(server, pair)
    const early = registry.latest('sensor')
    while (held.length === 0) await sleep(1)
    await registry.register('sensor', VERSION.schema)
    version = 2
    for (const answer of held) answer()
    expect(await early).toMatchObject({ version: 1 })
    expect(await registry.latest('sensor')).toMatchObject({ version: 2 })
  })

  test('is counted, and the listener told', async () => {
    const told: CounterValues[] = []
    await using server = await serve(pair, (_, response, nth) =>
      nth === 0 ? response.writeHead(503).end() : sendJson(response, 200, { schema: '"int"' }),
    )
    await using registry = clientOf(server, pair, { onCounters: (now) => told.push(now) })
    await registry.schemaById(1)
    await registry.schemaById(1)
    expect(registry.counters).toEqual({
      hits: 1,
      misses: 1,
      negatives: 0,
      stale: 0,
      requests: 2,
      retries: 1,
      inFlight: 0,
    })
    expect(told.at(-1)).toEqual(registry.counters)
    expect(Math.max(...told.map(({ inFlight }) => inFlight))).toBe(1)
  })

  test('a key that was replaced is read anew after a 401', async () => {
    using mint = new Mint()
    const file = mint.path('key', 'txt')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(file, 'old.key\n')
    await using server = await serve(pair, ({ headers }, response) => {
      if (headers.authorization === 'ApiKey new.key') return sendJson(response, 200, VERSION)
      writeFileSync(file, 'new.key\n')
      return sendJson(response, 401, { errorCode: 320002, errorMsg: 'Api key not found' })
    })
    await using registry = clientOf(server, pair, { apiKey: { file } })
    expect(await registry.latest('sensor')).toEqual(VERSION)
    writeFileSync(file, 'one.key\ntwo.key\n')
    expect(await failureOf(registry.level())).toMatchObject({
      code: 'ERR_REGISTRY_BAD_API_KEY',
      because: 'character 8 is a line break',
    })
    expect(
      await failureOf(clientOf(server, pair, { apiKey: { file: 'no/where' } }).level()),
    ).toMatchObject({
      code: 'ERR_REGISTRY_BAD_API_KEY',
      because: 'it cannot be read (ENOENT)',
    })
  })
})
