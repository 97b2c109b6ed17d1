import { inspect } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { HopsworksProject, HopsworksRegistry } from '../src/index.ts'
import { Mint, type Pair, whyNoCertificates } from './certificates.ts'
import { API_KEY, clientOf, failureOf, sendJson, serve, serveBytes, urlOf } from './servers.ts'

const SECRET = API_KEY.split('.')[1] ?? API_KEY

/** Everything that a log could take from a value. */
function everythingOf(value: unknown): string {
  const texts = [
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(value),
  ]
  for (let error = value; error instanceof Error; error = error.cause)
    texts.push(String(error), error.message, error.stack ?? '', JSON.stringify(error))
  return texts.join('\n')
}

function expectNoSecret(value: unknown): void {
  const text = everythingOf(value).toLowerCase()
  expect(text.length).toBeGreaterThan(20)
  expect(text).not.toContain(SECRET.toLowerCase())
}

describe.skipIf(whyNoCertificates)(`the API key (${whyNoCertificates ?? 'HTTPS'})`, () => {
  let pair: Pair
  beforeAll(() => {
    using mint = new Mint()
    pair = mint.selfSigned('server')
  })

  test('is not in what the client shows of itself', async () => {
    await using registry = clientOf({ url: urlOf(1) }, pair)
    expectNoSecret(registry)
    await using lazy = clientOf({ url: urlOf(1) }, pair, { apiKey: () => API_KEY })
    expectNoSecret(lazy)
  })

  test('is not in what a project and its failures show', async () => {
    await using server = await serve(pair, (_, response) =>
      sendJson(response, 403, { errorCode: 320004, errorMsg: API_KEY, usrMsg: `[${SECRET}]` }),
    )
    const url = new URL('/hopsworks-api/api', server.url).href
    const options = { url, project: 'demo', apiKey: API_KEY, ca: pair.cert }
    await using project = new HopsworksProject(options)
    expectNoSecret(project)
    const failures = [project.id(), project.credentials(), project.createTopic({ name: 't' })]
    for (const failure of failures) expectNoSecret(await failureOf(failure))
  })

  // A server that sends the key back, in every place from which a message is made.
  test.each([
    [404, { 'content-type': 'application/json' }, { error_code: 40401, message: API_KEY }],
    [403, { 'content-type': 'application/json' }, { errorCode: 320004, usrMsg: `[${API_KEY}]` }],
    [302, { location: `https://${API_KEY}.example/${API_KEY}?k=${API_KEY}` }, null],
    [200, { 'content-type': `text/${API_KEY}` }, API_KEY],
    [200, { 'content-type': 'application/json' }, { id: API_KEY }],
    [503, { 'content-type': 'application/json' }, { errorCode: 190021, errorMsg: API_KEY }],
  ])('is not in errors for HTTP %i %o', async (status, headers, body) => {
    await using server = await serve(pair, (_, response) =>
      response.writeHead(status, headers).end(JSON.stringify(body)),
    )
    await using registry = clientOf(server, pair)
    expectNoSecret(await failureOf(registry.latest('sensor')))
  })

  test('is not in the error for a server that echoes', async () => {
    await using server = await serveBytes(pair, (socket) => socket.pipe(socket))
    await using registry = clientOf(server, pair)
    const error = await failureOf(registry.latest('sensor'))
    expect(error).toMatchObject({ code: 'ERR_REGISTRY_NOT_A_REGISTRY' })
    expectNoSecret(error)
  })

  test('is not in errors of the net and of a bad key', async () => {
    await using registry = clientOf({ url: urlOf(1) }, pair)
    expectNoSecret(await failureOf(registry.latest('sensor')))
    expectNoSecret(await failureOf(registry.latest('sensor', { signal: AbortSignal.abort() })))
    try {
      new HopsworksRegistry({ url: urlOf(1), apiKey: `${API_KEY}\n\n` })
      expect.unreachable()
    } catch (error) {
      expectNoSecret(error)
    }
  })

  test('goes to the server and nowhere else', async () => {
    await using server = await serve(pair, (_, response) => sendJson(response, 404, {}))
    await using registry = clientOf(server, pair)
    await failureOf(registry.latest('sensor'))
    expect(JSON.stringify(server.requests)).toContain(SECRET)
    expect(server.requests.every(({ path, body }) => !`${path}${body}`.includes(SECRET))).toBe(true)
  })
})
