import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { AvroCodec } from '@hops-kafka/avro-codec'
import { HopsworksRegistry, type HopsworksRegistryOptions } from '@hops-kafka/registry'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { mintPair, type TlsPair } from '../src/mint-pair.ts'
import { whatIsMissing } from '../src/what-is-missing.ts'

const noOpenssl = whatIsMissing(['openssl', 'version'])
const SCHEMA = '{"type":"record","name":"sensor","fields":[{"name":"value","type":"double"}]}'
/** The client's bound. */
const MAX_CONNECTIONS = 4

/** What a server has seen. */
interface Seen {
  readonly paths: string[]
  connections: number
  mostConnections: number
}

describe.skipIf(noOpenssl !== '')(`under load${noOpenssl}`, () => {
  let tls: TlsPair
  let server: Server | undefined
  let seen: Seen
  beforeAll(() => {
    tls = mintPair()
  })
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })

  /** A server that answers the nth request, counted from 1, as it is told. */
  async function serve(answer: (path: string, nth: number) => Promise<[number, unknown]>) {
    seen = { paths: [], connections: 0, mostConnections: 0 }
    server = createServer(tls, async ({ url = '' }, response) => {
      seen.paths.push(url)
      const [status, body] = await answer(url, seen.paths.length)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    })
    server.on('connection', (socket) => {
      seen.connections += 1
      seen.mostConnections = Math.max(seen.mostConnections, seen.connections)
      socket.on('close', () => {
        seen.connections -= 1
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  function clientOf(port: number, options: Partial<HopsworksRegistryOptions> = {}) {
    const url = `https://127.0.0.1:${port}/hopsworks-api/api/project/119/kafka`
    return new HopsworksRegistry({ url, apiKey: 'prefix.secret', ca: tls.cert, ...options })
  }

  it('100 cold ids at once, ten callers each, are one request each over four connections', async () => {
    const port = await serve(async () => {
      await sleep(20)
      return [200, { schema: SCHEMA }]
    })
    await using registry = clientOf(port)
    const ids = Array.from({ length: 1000 }, (_, nth) => (nth % 100) + 1)
    await Promise.all(ids.map((id) => registry.schemaById(id)))
    expect(seen.paths).toHaveLength(100)
    expect(new Set(seen.paths).size).toBe(100)
    expect(seen.mostConnections).toBeLessThanOrEqual(MAX_CONNECTIONS)
  })

  it('an id that hangs holds up no other that is kept: less than a millisecond', async () => {
    const port = await serve((path) =>
      path.endsWith('/666') ? new Promise(() => {}) : Promise.resolve([200, { schema: SCHEMA }]),
    )
    await using registry = clientOf(port)
    await registry.schemaById(1)
    const hanging = registry.schemaById(666).catch((error: unknown) => error)
    while (seen.paths.length < 2) await sleep(1)
    const delays: number[] = []
    for (let nth = 0; nth < 1000; nth += 1) {
      const from = performance.now()
      await registry.schemaById(1)
      delays.push(performance.now() - from)
    }
    // The median is the machine's business as little as it can be; a wait would be in all of them.
    expect(delays.sort((a, b) => a - b)[500]).toBeLessThan(1)
    expect(registry.counters).toMatchObject({ inFlight: 1, hits: 1000 })
    await registry.close()
    expect(await hanging).toMatchObject({ code: 'ERR_REGISTRY_CLOSED' })
  })

  it('10,000 encodes go on while the registry is down', async () => {
    let down = false
    const version = { id: 4, subject: 'sensor', version: 1, schema: SCHEMA }
    const port = await serve(async () => (down ? [503, {}] : [200, version]))
    await using registry = clientOf(port)
    await registry.latest('sensor')
    down = true
    const before = seen.paths.length
    let bytes = 0
    // A new codec knows no schema and asks the registry's client.
    for (let start = 0; start < 100; start += 1) {
      const codec = new AvroCodec({ schemas: registry })
      const writer = await codec.writer<{ value: number }>({ subject: 'sensor' })
      for (let nth = 0; nth < 100; nth += 1) bytes += writer.encode({ value: nth }).byteLength
    }
    expect(bytes).toBe(10_000 * 13)
    expect(seen.paths.length).toBe(before)
  })
})
