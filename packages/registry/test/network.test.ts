import { once } from 'node:events'
import { createServer } from 'node:net'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { HopsworksRegistry, RegistryError } from '../src/index.ts'
import { Mint, type Pair, whyNoCertificates } from './certificates.ts'
import { API_KEY, clientOf, failureOf, sendJson, serve, serveBytes, urlOf } from './servers.ts'

const VERSION = { id: 4, subject: 'sensor', version: 1, schema: '"long"' }

describe.skipIf(whyNoCertificates)(`the net (${whyNoCertificates ?? 'HTTPS'})`, () => {
  let pair: Pair
  beforeAll(() => {
    using mint = new Mint()
    pair = mint.selfSigned('server')
  })

  describe('what is not a good answer', () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'

    test.each([
      ['cut before the head ends', head, 'UNREACHABLE'],
      ['cut in the middle of the body', `${head}content-length: 500\r\n\r\n{"id":`, 'UNREACHABLE'],
      ['closed at once', '', 'UNREACHABLE'],
      ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'NOT_A_REGISTRY'],
      ['JSON that ends early', `${head}content-length: 6\r\n\r\n{"id":`, 'NOT_A_REGISTRY'],
      ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`, 'NOT_A_REGISTRY'],
    ])('%s', async (_, bytes, code) => {
      await using server = await serveBytes(pair, (socket) => {
        socket.once('data', () => socket.end(bytes))
      })
      await using registry = clientOf(server, pair)
      const error = await failureOf(registry.latest('sensor'))
      expect(error).toBeInstanceOf(RegistryError)
      expect(error).toMatchObject({
        code: `ERR_REGISTRY_${code}`,
        retriable: code === 'UNREACHABLE',
      })
    })

    const page = '<!DOCTYPE html><html><body><form>password</form></body></html>'
    test.each([
      [200, 'text/html; charset=utf-8', page, 'NOT_A_REGISTRY', 'a web page, maybe one to log in'],
      [200, 'application/json', page, 'NOT_A_REGISTRY', 'a web page, maybe one to log in'],
      [200, 'text/plain', '[sensor]', 'NOT_A_REGISTRY', '8 characters of text/plain'],
      [200, 'application/json', '{"hello":"world"}', 'NOT_A_REGISTRY', 'no `id`'],
      [204, 'application/json', '', 'NOT_A_REGISTRY', 'HTTP 204'],
      [404, 'text/html', page, 'NOT_A_REGISTRY', 'HTTP 404'],
      [403, 'text/html', page, 'NOT_A_REGISTRY', 'HTTP 403'],
      [400, 'application/json', '{"error":"nope"}', 'NOT_A_REGISTRY', 'HTTP 400'],
      [500, 'text/html', page, 'UNAVAILABLE', 'HTTP 500'],
      [401, 'text/html', page, 'UNAUTHORIZED', 'HTTP 401'],
    ])('HTTP %i of %s', async (status, contentType, body, code, because) => {
      await using server = await serve(pair, (_, response) =>
        response.writeHead(status, { 'content-type': contentType }).end(body),
      )
      await using registry = clientOf(server, pair)
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: `ERR_REGISTRY_${code}`,
        because: expect.stringContaining(because),
        status,
      })
    })

    test('more bytes than any schema has', async () => {
      await using server = await serve(pair, (_, response) =>
        sendJson(response, 200, { ...VERSION, schema: 'x'.repeat(1024 * 1024) }),
      )
      await using registry = clientOf(server, pair)
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: 'ERR_REGISTRY_TOO_LARGE',
      })
    })

    test('a redirect, which is not followed', async () => {
      await using other = await serve(pair, (_, response) => sendJson(response, 200, VERSION))
      const location = `${other.url}/login?session=s3cr3t`
      await using server = await serve(pair, (_, response) =>
        response.writeHead(302, { location }).end(),
      )
      await using registry = clientOf(server, pair)
      const error = await failureOf(registry.latest('sensor'))
      expect(error).toMatchObject({ code: 'ERR_REGISTRY_REDIRECTED', status: 302 })
      expect((error as Error).message).toContain(`https://127.0.0.1:${other.port}/`)
      expect((error as Error).message).not.toContain('s3cr3t')
      expect(other.requests).toHaveLength(0)
    })

    test('words of the server cannot steer a terminal', async () => {
      const message = `\u001b[2Jgone\r\n\u202e${'long '.repeat(1000)}`
      await using server = await serve(pair, (_, response) =>
        sendJson(response, 404, { error_code: 40401, message }),
      )
      await using registry = clientOf(server, pair)
      const error = (await failureOf(registry.latest('sensor'))) as RegistryError
      expect(error.message).not.toMatch(/\p{Cc}|\p{Cf}/u)
      expect(error.serverMessage?.length).toBe(300)
    })
  })

  describe('tries again', () => {
    test.each([429, 502, 503, 504])('after HTTP %i', async (status) => {
      await using server = await serve(pair, (_, response, nth) =>
        nth < 2 ? response.writeHead(status).end() : sendJson(response, 200, VERSION),
      )
      await using registry = clientOf(server, pair)
      expect(await registry.latest('sensor')).toEqual(VERSION)
      expect(server.requests).toHaveLength(3)
    })

    test('after a connection that broke, lookups too', async () => {
      await using server = await serve(pair, (_, response, nth) =>
        nth < 3 ? response.destroy() : sendJson(response, 200, VERSION),
      )
      await using registry = clientOf(server, pair)
      expect(await registry.lookup('sensor', '"long"')).toEqual(VERSION)
      expect(server.requests).toHaveLength(4)
    })

    test('once after a 401', async () => {
      await using server = await serve(pair, (_, response, nth) =>
        nth < 1 ? sendJson(response, 401, {}) : sendJson(response, 200, VERSION),
      )
      await using registry = clientOf(server, pair)
      expect(await registry.latest('sensor')).toEqual(VERSION)
    })

    test('four times at most', async () => {
      await using server = await serve(pair, (_, response) => response.writeHead(503).end())
      await using registry = clientOf(server, pair)
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: 'ERR_REGISTRY_UNAVAILABLE',
        retriable: true,
      })
      expect(server.requests).toHaveLength(4)
    })

    test('not before the server wants to be asked again', async () => {
      const times: number[] = []
      await using server = await serve(pair, (_, response, nth) => {
        times.push(performance.now())
        if (nth > 0) sendJson(response, 200, VERSION)
        else response.writeHead(429, { 'retry-after': '1' }).end()
      })
      await using registry = clientOf(server, pair)
      await registry.latest('sensor')
      expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990)
    })

    test('not at all when the server wants more time than the call has', async () => {
      const retryAfter = new Date(Date.now() + 600_000).toUTCString()
      await using server = await serve(pair, (_, response) =>
        response.writeHead(503, { 'retry-after': retryAfter }).end(),
      )
      await using registry = clientOf(server, pair)
      const error = (await failureOf(registry.latest('sensor'))) as RegistryError
      expect(error.code).toBe('ERR_REGISTRY_UNAVAILABLE')
      expect(error.retryAfterMs).toBeGreaterThan(590_000)
      expect(server.requests).toHaveLength(1)
    })

    test('within the time of the call, and tells the last failure', async () => {
      await using server = await serve(pair, (_, response) => response.writeHead(503).end())
      let asked = 0
      const apiKey = () => (asked++ === 0 ? API_KEY : new Promise<string>(() => {}))
      await using registry = clientOf(server, pair, { apiKey, requestTimeoutMs: 700 })
      const keepAlive = setTimeout(() => {}, 10_000)
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: 'ERR_REGISTRY_TIMEOUT',
        retriable: true,
        cause: { code: 'ERR_REGISTRY_UNAVAILABLE' },
      })
      clearTimeout(keepAlive)
    })

    test('while a body does not end, and then gives up', async () => {
      await using server = await serve(pair, (_, response) => response.writeHead(200).write('{'))
      await using registry = clientOf(server, pair, { requestTimeoutMs: 300 })
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: 'ERR_REGISTRY_TIMEOUT',
      })
    })
  })

  describe('no server', () => {
    test('nothing listens', async () => {
      await using gone = await serve(pair, () => {})
      const { port } = gone
      await gone[Symbol.asyncDispose]()
      await using registry = clientOf({ url: urlOf(port) }, pair)
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: 'ERR_REGISTRY_UNREACHABLE',
        message: expect.stringContaining(`nothing listens at 127.0.0.1:${port} (ECONNREFUSED)`),
        retriable: true,
      })
    })

    test('a name without an address', async () => {
      const url = 'https://registry.invalid/hopsworks-api/api/project/119/kafka'
      await using registry = clientOf({ url }, pair)
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: 'ERR_REGISTRY_UNREACHABLE',
        because: expect.stringMatching(/^no address is known for it \((ENOTFOUND|EAI_AGAIN)\)$/),
      })
    })

    test('a server that accepts and says nothing', async () => {
      const silent = createServer()
      silent.listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const { port } = silent.address() as { port: number }
      await using registry = clientOf({ url: urlOf(port) }, pair, { requestTimeoutMs: 200 })
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: 'ERR_REGISTRY_TIMEOUT',
      })
      await registry.close()
      silent.close()
    })
  })

  describe('TLS', () => {
    const ask = async (given: Pair, trusted: Pair) => {
      await using server = await serve(given, (_, response) => sendJson(response, 200, VERSION))
      await using registry = clientOf(server, trusted)
      const error = await failureOf(registry.latest('sensor'))
      expect(server.requests).toHaveLength(0)
      return error
    }

    test('a certificate of an unknown CA', async () => {
      using mint = new Mint()
      expect(await ask(pair, mint.selfSigned('other'))).toMatchObject({
        code: 'ERR_REGISTRY_TLS',
        because: expect.stringContaining('of no CA that is trusted here'),
        retriable: false,
      })
    })

    test('a certificate that Node does not know, even where the environment turns checks off', async () => {
      await using server = await serve(pair, (_, response) => sendJson(response, 200, VERSION))
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
      await using registry = new HopsworksRegistry({ url: server.url, apiKey: API_KEY })
      const error = await failureOf(registry.latest('sensor'))
      vi.unstubAllEnvs()
      expect(error).toMatchObject({ code: 'ERR_REGISTRY_TLS' })
      expect(server.requests).toHaveLength(0)
    })

    test('a certificate for another host', async () => {
      using mint = new Mint()
      const elsewhere = mint.selfSigned('elsewhere', 'DNS:hopsworks.example')
      expect(await ask(elsewhere, elsewhere)).toMatchObject({
        code: 'ERR_REGISTRY_TLS',
        because: expect.stringContaining('it names DNS:hopsworks.example'),
      })
    })

    test('a certificate that has expired', async () => {
      using mint = new Mint()
      const { ca, server } = mint.underCa('expired', -1)
      expect(await ask(server, ca)).toMatchObject({
        code: 'ERR_REGISTRY_TLS',
        because: expect.stringContaining('CERT_HAS_EXPIRED'),
      })
    })

    test('a port that does not speak it', async () => {
      const plain = createServer((socket) => {
        socket.on('error', () => socket.destroy())
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
      })
      plain.listen(0, '127.0.0.1')
      await once(plain, 'listening')
      const { port } = plain.address() as { port: number }
      await using registry = clientOf({ url: urlOf(port) }, pair)
      expect(await failureOf(registry.latest('sensor'))).toMatchObject({
        code: 'ERR_REGISTRY_TLS',
        because: expect.stringContaining('does not speak TLS'),
      })
      plain.close()
    })

    test.each(['ca', 'server'] as const)('a file with the certificate of the %s', async (which) => {
      using mint = new Mint()
      const { server: given } = mint.underCa('host')
      const verify = mint.path(which === 'ca' ? 'host-ca' : 'host', 'crt')
      await using server = await serve(given, (_, response) => sendJson(response, 200, VERSION))
      await using registry = new HopsworksRegistry({ url: server.url, apiKey: API_KEY, verify })
      expect(await registry.latest('sensor')).toEqual(VERSION)
    })

    test('is not checked on demand, which is warned about at each start', async () => {
      const warnings: string[] = []
      await using server = await serve(pair, (_, response) => sendJson(response, 200, VERSION))
      const onWarning = (text: string) => warnings.push(text)
      const options = { url: server.url, apiKey: API_KEY, verify: false, onWarning }
      await using registry = new HopsworksRegistry(options)
      await using second = new HopsworksRegistry(options)
      expect(await registry.latest('sensor')).toEqual(VERSION)
      expect(await second.latest('sensor')).toEqual(VERSION)
      expect(warnings).toHaveLength(2)
      expect(warnings[0]).toContain(`https://127.0.0.1:${server.port}`)
    })
  })
})
