import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { HopsworksRegistry, RegistryError } from '@hops-kafka/registry'
import { afterEach, describe, expect, it } from 'vitest'

/** More than a client has connections, and so many that three retries each go beyond its budget. */
const CALLS = 6
/** A client's bounds: connections, and retries above the one for every fifth call. */
const MAX_CONNECTIONS = 4
const RETRY_RESERVE = 10
const MAX_RETRIES = RETRY_RESERVE + Math.ceil(CALLS / 5)
const SUBJECT = { id: 1, subject: 'sensor', version: 1, schema: '"string"' }

type Answer = (response: ServerResponse, nth: number) => unknown

/** What a server has seen of one client. */
class Traffic {
  requests = 0
  mostSockets = 0
  readonly #sockets = new Set<Socket>()

  note(socket: Socket): void {
    this.requests += 1
    if (this.#sockets.has(socket)) return
    this.#sockets.add(socket)
    this.mostSockets = Math.max(this.mostSockets, this.#sockets.size)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}

/** Tells clients apart by the first part of the path. Plain HTTP: four thousand handshakes would be all it does. */
class CountingServer {
  readonly traffic = new Map<string, Traffic>()
  mostSockets = 0
  readonly #server: Server
  #sockets = 0

  constructor(answer: Answer) {
    this.#server = createServer((request, response) => answer(response, this.#note(request)))
    this.#server.on('connection', (socket) => {
      this.#sockets += 1
      this.mostSockets = Math.max(this.mostSockets, this.#sockets)
      socket.once('close', () => {
        this.#sockets -= 1
      })
    })
  }

  /** @returns which of its client's requests this is, counted from 1 */
  #note({ url = '', socket }: IncomingMessage): number {
    const client = url.split('/')[1] ?? ''
    const traffic = this.traffic.get(client) ?? new Traffic()
    this.traffic.set(client, traffic)
    traffic.note(socket)
    return traffic.requests
  }

  async listen(): Promise<number> {
    this.#server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 })
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** So many programs start at once, each with a client and calls of its own. */
async function start(port: number, programs: number) {
  const clients = Array.from({ length: programs }, (_, nth) => {
    const url = `http://127.0.0.1:${port}/client${nth}`
    return new HopsworksRegistry({ url, profile: 'confluent' })
  })
  const calls = clients.flatMap((client) =>
    Array.from({ length: CALLS }, (_, nth) => client.latest(`subject${nth}`)),
  )
  const results = await Promise.allSettled(calls)
  const counters = clients.map((client) => client.counters)
  await Promise.all(clients.map((client) => client.close()))
  const failures = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  expect(failures.every((error) => error instanceof RegistryError)).toBe(true)
  for (const { inFlight, requests, retries } of counters) {
    expect(inFlight).toBe(0)
    expect(retries).toBeLessThanOrEqual(MAX_RETRIES)
    expect(requests).toBe(CALLS + retries)
  }
  return { counters, failures: failures as readonly RegistryError[] }
}

function expectBounds({ traffic, mostSockets }: CountingServer, clients: number): void {
  expect(traffic.size).toBe(clients)
  for (const { requests, mostSockets: ofOne } of traffic.values()) {
    expect(ofOne).toBeLessThanOrEqual(MAX_CONNECTIONS)
    expect(requests).toBeLessThanOrEqual(CALLS + MAX_RETRIES)
  }
  expect(mostSockets).toBeLessThanOrEqual(clients * MAX_CONNECTIONS)
}

// The first at full size: the whole storm takes a core five seconds. The others held at 1,000 too.
describe('clients that start at once stay within their connections and retries', () => {
  let server: CountingServer | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  it('1,000 where the registry answers 503', async () => {
    server = new CountingServer((response) => response.writeHead(503).end())
    const { counters, failures } = await start(await server.listen(), 1000)
    expectBounds(server, 1000)
    expect(failures).toHaveLength(1000 * CALLS)
    // Not by never trying again: each has used up its reserve.
    const fewest = Math.min(...counters.map(({ retries }) => retries))
    expect(fewest).toBeGreaterThanOrEqual(RETRY_RESERVE)
  })

  it('100 where it hangs up', async () => {
    server = new CountingServer((response) => response.destroy())
    const { failures } = await start(await server.listen(), 100)
    expectBounds(server, 100)
    expect(failures).toHaveLength(100 * CALLS)
  })

  it('100 where every second request fails: and nearly all get their answer', async () => {
    server = new CountingServer((response, nth) => {
      if (nth % 2 === 1) return response.writeHead(503).end()
      const subject = /subject\d/.exec(response.req.url ?? '')?.[0]
      response.setHeader('content-type', 'application/json')
      return response.end(JSON.stringify({ ...SUBJECT, subject }))
    })
    const { failures } = await start(await server.listen(), 100)
    expectBounds(server, 100)
    expect(failures.length).toBeLessThan((100 * CALLS) / 10)
  })

  it('100 where nothing listens', async () => {
    const gone = new CountingServer(() => undefined)
    const port = await gone.listen()
    await gone.close()
    const { failures } = await start(port, 100)
    expect(failures).toHaveLength(100 * CALLS)
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['ERR_REGISTRY_UNREACHABLE']))
  })
})
