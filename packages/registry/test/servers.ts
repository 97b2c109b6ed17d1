import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { HopsworksRegistry, type HopsworksRegistryOptions } from '../src/index.ts'
import type { Pair } from './certificates.ts'

/** A key of Hopsworks' form, another one for each run. */
export const API_KEY = `${randomBytes(8).toString('hex')}.${randomBytes(32).toString('hex')}`

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface TestServer extends AsyncDisposable {
  readonly port: number
  /** The URL of a project's registry on it. */
  readonly url: string
  readonly requests: readonly SeenRequest[]
}

/** Answers the nth request, counted from 0. */
export type Answering = (request: SeenRequest, response: ServerResponse, nth: number) => void

/** A real HTTPS server on loopback that answers as it is told. */
export async function serve(pair: Pair, answering: Answering): Promise<TestServer> {
  const requests: SeenRequest[] = []
  const server = createServer(pair, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const seen = { method, path: url, headers, body: Buffer.concat(chunks).toString() }
      requests.push(seen)
      answering(seen, response, requests.length - 1)
    })
  })
  return listening(server, requests, () => server.closeAllConnections())
}

/** A TLS server that speaks whatever it is told to, HTTP or not. */
export async function serveBytes(
  pair: Pair,
  talk: (socket: TLSSocket) => void,
): Promise<TestServer> {
  const sockets = new Set<Socket>()
  const server = createTlsServer(pair, (socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    talk(socket)
  })
  return listening(server, [], () => {
    for (const socket of sockets) socket.destroy()
  })
}

async function listening(
  server: Server,
  requests: readonly SeenRequest[],
  dropConnections: () => void,
): Promise<TestServer> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: urlOf(port),
    requests,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      dropConnections()
      await closed
    },
  }
}

export function urlOf(port: number): string {
  return `https://127.0.0.1:${port}/hopsworks-api/api/project/119/kafka`
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** A client of the server that trusts the certificate, with the test's key. */
export function clientOf(
  server: { readonly url: string },
  trusted: Pair,
  options: Partial<HopsworksRegistryOptions> = {},
): HopsworksRegistry {
  return new HopsworksRegistry({ url: server.url, apiKey: API_KEY, ca: trusted.cert, ...options })
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`)
    },
    (error: unknown) => error,
  )
}
