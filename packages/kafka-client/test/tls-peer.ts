import { once } from 'node:events'
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server,
  type Socket,
} from 'node:net'
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { afterEach } from 'vitest'
import type { BrokerAddress } from '../src/connection/connection.ts'
import type { Identity } from './minted.ts'

const servers: Server[] = []
const sockets = new Set<Socket>()

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  for (const socket of sockets) socket.destroy()
  sockets.clear()
})

/** A TLS listener that wants a client certificate, and what it does with a connection. */
export interface PeerOptions extends TlsOptions {
  readonly identity: Identity
  readonly root: string
  readonly onConnection: (socket: TLSSocket) => void
}

/** Listens on a port of its own until the test ends. */
export async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A port without TLS. */
export function plainPeer(onConnection: (socket: Socket) => void): Promise<number> {
  return listen(createNetServer(onConnection))
}

export function tlsPeer({
  identity,
  root,
  onConnection,
  ...options
}: PeerOptions): Promise<number> {
  const trust = { ca: root, requestCert: true, rejectUnauthorized: true }
  const server = createServer({ ...identity, ...trust, ...options }, (socket) => {
    onConnection(socket.on('error', () => {}))
  })
  server.on('tlsClientError', () => {})
  return listen(server)
}

/** Calls `onRequest` with each request that comes, without its length. */
export function readRequests(socket: Socket, onRequest: (request: Buffer) => void): void {
  let received = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
      const end = 4 + received.readInt32BE(0)
      onRequest(received.subarray(4, end))
      received = received.subarray(end)
    }
  })
}

/** An answer to a Metadata request, version 1, that names these brokers and no topic. */
export function metadataOf(brokers: readonly BrokerAddress[], correlationId = 0): Buffer {
  const listed = brokers.map(({ host, port }, id) =>
    Buffer.concat([int32(id), int16(host.length), Buffer.from(host), int32(port), int16(-1)]),
  )
  const body = [int32(correlationId), int32(brokers.length), ...listed, int32(0), int32(0)]
  return framed(Buffer.concat(body))
}

/** An answer to an ApiVersions request, version 1 or 2: the highest version of each API, besides ApiVersions itself. */
export function apiVersionsOf(
  highest: Readonly<Record<number, number>>,
  correlationId: number,
): Buffer {
  const apis = Object.entries({ ...highest, 18: 2 })
  const listed = apis.map(([api, version]) =>
    Buffer.concat([int16(Number(api)), int16(0), int16(version)]),
  )
  return framed(
    Buffer.concat([int32(correlationId), int16(0), int32(apis.length), ...listed, int32(0)]),
  )
}

export function framed(body: Uint8Array): Buffer {
  return Buffer.concat([int32(body.length), body])
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
