import { once } from 'node:events'
import { type AddressInfo, createServer as createNetServer, type Server } from 'node:net'
import { createServer, type TlsOptions } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { checkCredentials } from '../src/connection/credentials.ts'
import { preflight } from '../src/connection/preflight.ts'
import { findOpenssl, type Identity, type Minted, mint } from './minted.ts'

const missing = findOpenssl()

describe.skipIf(missing)(`preflight${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const minted = missing ? ({} as Minted) : mint()
  const servers: Server[] = []

  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  const listen = async (server: Server): Promise<number> => {
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  /** A TLS listener that wants a client certificate and answers whatever it is asked. */
  const broker = (identity: Identity, options: TlsOptions = {}): Promise<number> => {
    const trust = { ca: minted.root, requestCert: true, rejectUnauthorized: true }
    const server = createServer({ ...identity, ...trust, ...options }, (socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.write(Buffer.alloc(8)))
    })
    server.on('tlsClientError', () => {})
    return listen(server)
  }

  interface Dial {
    readonly ports: readonly number[]
    readonly serverName?: string | false
    readonly identity?: Identity
    readonly host?: string
    readonly timeoutMs?: number
  }

  const dial = (to: Dial): Promise<void> => {
    const { ports, serverName, identity = minted.member, host = '127.0.0.1' } = to
    const { secureContext } = checkCredentials({ ...identity, ca: minted.root })
    return preflight({
      brokers: ports.map((port) => ({ host, port })),
      tls: { secureContext, serverName },
      timeoutMs: to.timeoutMs ?? 5_000,
    })
  }

  it('passes a broker that is in order, by address, by name and by another name', async () => {
    const ports = [await broker(minted.broker)]
    await dial({ ports })
    await dial({ ports, host: 'localhost' })
    await dial({ ports, serverName: 'kafka.example' })
    await dial({ ports, serverName: false })
  })

  it('passes when one broker of several answers', async () => {
    await dial({ ports: [1, await broker(minted.broker)] })
  })

  it('tells a name that the certificate lacks, and passes it when no name is asked for', async () => {
    const ports = [await broker(minted.nameless)]
    await expect(dial({ ports })).rejects.toMatchObject({
      code: 'ERR_KAFKA_TLS_NAME',
      because: 'it names kafka-0',
    })
    await expect(dial({ ports, serverName: 'elsewhere' })).rejects.toMatchObject({
      what: "the broker's certificate is not for 'elsewhere'",
    })
    await dial({ ports, serverName: false })
  })

  it('never takes a project member for a broker', async () => {
    const ports = [await broker(minted.member)]
    await expect(dial({ ports, serverName: false })).rejects.toMatchObject({
      code: 'ERR_KAFKA_TLS_NAME',
      because: 'its certificate belongs to the project member demo__meb10000',
    })
  })

  it('verifies the chain whatever the name check', async () => {
    const ports = [await broker(minted.stranger)]
    for (const serverName of [undefined, 'kafka.example', false] as const) {
      const dialled = dial({ ports, ...(serverName === undefined ? {} : { serverName }) })
      await expect(dialled).rejects.toMatchObject({ code: 'ERR_KAFKA_TLS_UNKNOWN_CA' })
    }
  })

  it('tells an expired broker certificate', async () => {
    const ports = [await broker(minted.expired)]
    await expect(dial({ ports, serverName: false })).rejects.toMatchObject({
      code: 'ERR_KAFKA_TLS_EXPIRED',
    })
  })

  it('tells a client certificate that the broker refuses', async () => {
    const port = await broker(minted.broker)
    await expect(dial({ ports: [port], identity: minted.stranger })).rejects.toMatchObject({
      code: 'ERR_KAFKA_TLS_CLIENT_CERT',
    })
  })

  it.each([
    ['that hangs up', ''],
    ['that answers in the clear', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('tells a port without TLS %s', async (_, answer) => {
    const port = await listen(
      createNetServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', () => socket.end(answer))
      }),
    )
    await expect(dial({ ports: [port] })).rejects.toMatchObject({ code: 'ERR_KAFKA_NOT_TLS' })
  })

  it('tells a port where nothing listens, and a host that is not known', async () => {
    await expect(dial({ ports: [1] })).rejects.toMatchObject({
      code: 'ERR_KAFKA_UNREACHABLE',
      because: 'nothing listens there',
      retriable: true,
    })
    await expect(dial({ ports: [9092], host: 'broker.invalid' })).rejects.toMatchObject({
      code: 'ERR_KAFKA_UNREACHABLE',
      what: 'cannot connect to broker broker.invalid:9092',
    })
  })

  it('does not wait for ever for a peer that says nothing', async () => {
    const port = await listen(createNetServer((socket) => socket.on('error', () => {})))
    await expect(dial({ ports: [port], timeoutMs: 50 })).rejects.toMatchObject({
      code: 'ERR_KAFKA_UNREACHABLE',
      because: 'it does not answer in time',
    })
  })

  it('prefers a fault that holds for the whole cluster to a broker that is down', async () => {
    const ports = [1, await broker(minted.stranger)]
    await expect(dial({ ports })).rejects.toMatchObject({ code: 'ERR_KAFKA_TLS_UNKNOWN_CA' })
  })
})
