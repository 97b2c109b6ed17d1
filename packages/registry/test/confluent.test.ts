import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { HopsworksRegistry } from '../src/index.ts'
import { Mint, type Pair, whyNoCertificates } from './certificates.ts'
import { clientOf, failureOf, sendJson, serve } from './servers.ts'

const VENDOR = 'application/vnd.schemaregistry.v1+json'
const SCHEMA = '{"type":"record","name":"reading","fields":[]}'

describe.skipIf(whyNoCertificates)(
  `the confluent profile (${whyNoCertificates ?? 'HTTPS'})`,
  () => {
    let pair: Pair
    beforeAll(() => {
      using mint = new Mint()
      pair = mint.selfSigned('server')
    })

    test('speaks the type, signs in by user and password, and asks for the version', async () => {
      await using server = await serve(pair, ({ path }, response) => {
        response.setHeader('content-type', VENDOR)
        const found = { id: 7, subject: 'topic-value', version: 3, schema: SCHEMA }
        response.end(JSON.stringify(path.endsWith('/versions') ? { id: 7 } : found))
      })
      const options = { profile: 'confluent', apiKey: 'user:pa55' } as const
      await using registry = clientOf(server, pair, options)
      // Their subjects are named by topics.
      const registered = await registry.register('topic-value', SCHEMA)
      expect(registered).toEqual({ id: 7, subject: 'topic-value', version: 3 })
      expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST'])
      const authorization = `Basic ${Buffer.from('user:pa55').toString('base64')}`
      expect(server.requests[0]?.headers).toMatchObject({ authorization, 'content-type': VENDOR })
    })

    test('shows neither password nor header', async () => {
      const echo = Buffer.from('user:pa55').toString('base64')
      const message = `user:pa55 ${echo} pa55`
      await using server = await serve(pair, (_, response) =>
        sendJson(response, 404, { error_code: 40401, message }),
      )
      const options = { profile: 'confluent', apiKey: 'user:pa55' } as const
      await using registry = clientOf(server, pair, options)
      const { serverMessage } = (await failureOf(registry.level())) as { serverMessage: string }
      expect(serverMessage).not.toMatch(new RegExp(`pa55|${echo}`, 'i'))
    })

    test('takes a list as JSON, and its failure as it is', async () => {
      await using server = await serve(pair, ({ path }, response) =>
        path.endsWith('/subjects')
          ? sendJson(response, 200, ['a', 'b'])
          : sendJson(response, 500, { error_code: 50001, message: 'store' }),
      )
      const options = { profile: 'confluent', apiKey: 'user:pa55' } as const
      await using registry = clientOf(server, pair, options)
      expect(await registry.subjects()).toEqual(['a', 'b'])
      expect(await failureOf(registry.versions('a'))).toMatchObject({ serverCode: 50001 })
      expect(server.requests).toHaveLength(2)
    })

    test('needs neither a key nor TLS where the server is open', async () => {
      const seen: unknown[] = []
      const server = createServer(({ headers }, response) => {
        seen.push(headers.authorization)
        sendJson(response, 200, { compatibilityLevel: 'NONE' })
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/apis/ccompat/v7`
      await using registry = new HopsworksRegistry({ url, profile: 'confluent' })
      expect(await registry.level()).toBe('NONE')
      expect(seen).toEqual([undefined])
      server.closeAllConnections()
      server.close()
    })

    test.each([
      [{ profile: 'confluent', apiKey: 'u:p', url: 'http://h.example' }, 'BAD_OPTIONS'],
      [{ url: 'https://h.example' }, 'BAD_API_KEY'],
      [{ url: 'http://h.example' }, 'BAD_OPTIONS'],
      [{ profile: 'other' as never, apiKey: 'a.b', url: 'https://h.example' }, 'BAD_OPTIONS'],
      [{ latestTtlMs: -1, apiKey: 'a.b', url: 'https://h.example' }, 'BAD_OPTIONS'],
      [{ missTtlMs: 0.5, apiKey: 'a.b', url: 'https://h.example' }, 'BAD_OPTIONS'],
    ] as const)('%o is refused', (options, code) => {
      expect(() => new HopsworksRegistry(options)).toThrow(
        expect.objectContaining({ code: `ERR_REGISTRY_${code}` }),
      )
    })
  },
)
