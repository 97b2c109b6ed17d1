import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { Mint, type Pair, whyNoCertificates } from './certificates.ts'
import { clientOf, failureOf, sendJson, serve, serveBytes } from './servers.ts'

const CONNECTIONS = 4
const JSON_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=UTF-8\r\n'

describe.skipIf(whyNoCertificates)(`an exchange (${whyNoCertificates ?? 'HTTPS'})`, () => {
  let pair: Pair
  beforeAll(() => {
    using mint = new Mint()
    pair = mint.selfSigned('server')
  })

  /** One schema, in whatever bytes. */
  async function schemaFrom(...pieces: readonly string[]): Promise<string> {
    await using server = await serveBytes(pair, (socket) => {
      socket.once('data', async () => {
        for (const piece of pieces) {
          socket.write(piece)
          await sleep(2)
        }
      })
    })
    await using registry = clientOf(server, pair)
    return await registry.schemaById(1)
  }

  test('of many pieces, cut inside a character', async () => {
    const body = Buffer.from(JSON.stringify({ schema: '"é"' }))
    await using server = await serve(pair, async (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      for (const byte of body) {
        response.write(Buffer.of(byte))
        await sleep(1)
      }
      response.end()
    })
    await using registry = clientOf(server, pair)
    expect(await registry.schemaById(1)).toBe('"é"')
  })

  test('with an interim answer before the answer', async () => {
    const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n'
    const body = '{"schema":"x"}'
    const answer = `${JSON_HEAD}content-length: ${body.length}\r\n\r\n${body}`
    expect(await schemaFrom(hint, answer)).toBe('x')
  })

  test('with a header that is there twice: the first counts', async () => {
    const body = '{"schema":"x"}'
    const head = `${JSON_HEAD}content-type: text/html\r\ncontent-length: ${body.length}\r\n\r\n`
    expect(await schemaFrom(`${head}${body}`)).toBe('x')
  })

  test('that waits for a connection can be given up, and is never sent', async () => {
    const release: (() => void)[] = []
    await using server = await serve(pair, ({ path }, response) => {
      release.push(() => sendJson(response, 200, { schema: path }))
    })
    await using registry = clientOf(server, pair)
    const first = Array.from({ length: CONNECTIONS }, (_, nth) => registry.schemaById(nth + 1))
    while (release.length < CONNECTIONS) await sleep(1)
    const controller = new AbortController()
    const waiting = failureOf(registry.schemaById(99, { signal: controller.signal }))
    controller.abort()
    expect(await waiting).toMatchObject({ code: 'ERR_REGISTRY_ABORTED' })
    for (const answer of release) answer()
    await Promise.all(first)
    const last = registry.schemaById(5)
    while (release.length <= CONNECTIONS) await sleep(1)
    release.at(-1)?.()
    await last
    expect(server.requests.filter(({ path }) => path.endsWith('/99'))).toEqual([])
  })
})
