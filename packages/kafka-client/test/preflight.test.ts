import { X509Certificate } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCluster } from '../src/connection/cluster.ts'
import type { BrokerAddress, KafkaConnection, KafkaTls } from '../src/connection/connection.ts'
import { MetadataAnswer } from '../src/connection/metadata-answer.ts'
import { KafkaError } from '../src/errors.ts'
import { findOpenssl, type Identity, type Minted, mint } from './minted.ts'
import { framed, metadataOf, plainPeer, tlsPeer } from './tls-peer.ts'

const missing = findOpenssl()
const HOST = '127.0.0.1'

describe.skipIf(missing)(`preflight${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const minted = missing ? ({} as Minted) : mint()

  /** A TLS listener that answers what it is asked with the brokers of its cluster, itself unless said otherwise. */
  const broker = (
    identity: Identity,
    { advertised, ...options }: TlsOptions & { advertised?: readonly BrokerAddress[] } = {},
  ): Promise<number> =>
    tlsPeer({
      ...options,
      identity,
      root: minted.root,
      onConnection(socket) {
        const itself = [{ host: HOST, port: socket.localPort ?? 0 }]
        socket.on('data', () => socket.write(metadataOf(advertised ?? itself)))
      },
    })

  interface To extends Partial<Pick<KafkaTls, 'serverName' | 'fingerprints' | 'passphrase'>> {
    readonly ports?: readonly number[]
    readonly host?: string
    readonly identity?: Identity
    readonly ca?: string
    readonly timeoutMs?: number
  }

  const dial = async (to: To): Promise<void> => {
    const { ports = [1], host = HOST, identity = minted.member, ca = minted.root } = to
    const { timeoutMs = 5_000, ...rest } = to
    const { serverName, fingerprints, passphrase } = rest
    const connection: KafkaConnection = {
      brokers: ports.map((port) => `${host}:${port}`),
      connectTimeoutMs: timeoutMs,
      tls: {
        ...identity,
        ca,
        ...(serverName === undefined ? {} : { serverName }),
        ...(fingerprints === undefined ? {} : { fingerprints }),
        ...(passphrase === undefined ? {} : { passphrase }),
      },
    }
    await openCluster(connection)
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

  it("never takes a project member for a broker, its own project's or another's", async () => {
    for (const [identity, cn] of [
      [minted.member, 'demo__meb10000'],
      [minted.otherMember, 'rival__eve00000'],
    ] as const) {
      const ports = [await broker(identity)]
      await expect(dial({ ports, serverName: false })).rejects.toMatchObject({
        code: 'ERR_KAFKA_TLS_NAME',
        because: `its certificate belongs to the project member ${cn}`,
      })
    }
  })

  it('never takes a certificate for a broker’s that is for clients only', async () => {
    const ports = [await broker(minted.clientOnly)]
    for (const serverName of ['localhost', false] as const) {
      await expect(dial({ ports, serverName })).rejects.toMatchObject({
        code: 'ERR_KAFKA_TLS_NAME',
        because: 'its certificate is not one for servers (INVALID_PURPOSE)',
      })
    }
  })

  it('takes only the pinned certificate where fingerprints are given', async () => {
    const ports = [await broker(minted.nameless)]
    const pin = (identity: Identity): string => new X509Certificate(identity.cert).fingerprint256
    const own = pin(minted.nameless)
    for (const written of [own, own.toLowerCase(), own.replaceAll(':', '')]) {
      await dial({ ports, serverName: false, fingerprints: [pin(minted.broker), written] })
    }
    const others = { serverName: false, fingerprints: [pin(minted.broker)] } as const
    await expect(dial({ ports, ...others })).rejects.toMatchObject({
      code: 'ERR_KAFKA_TLS_NAME',
      because: `the fingerprint of its certificate, ${own}, is none of those given`,
    })
    // A pin is no way around the other checks.
    const member = [await broker(minted.otherMember)]
    const pinned = { serverName: false, fingerprints: [pin(minted.otherMember)] } as const
    await expect(dial({ ports: member, ...pinned })).rejects.toThrow('rival__eve00000')
    await expect(dial({ ports, fingerprints: ['AB:CD'] })).rejects.toMatchObject({
      code: 'ERR_KAFKA_BAD_OPTION',
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

  it.each([
    ['that hangs up', ''],
    ['that answers in the clear', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('tells a port without TLS %s', async (_, answer) => {
    const port = await plainPeer((socket) => {
      socket.once('data', () => socket.end(answer))
    })
    await expect(dial({ ports: [port] })).rejects.toMatchObject({ code: 'ERR_KAFKA_NOT_TLS' })
  })

  it('tells a server that speaks TLS but not Kafka', async () => {
    const answers = [
      'HTTP/1.1 400 Bad Request\r\n\r\n',
      framed(Buffer.alloc(4)),
      framed(Buffer.alloc(40, 1)),
    ]
    for (const answer of answers) {
      const port = await tlsPeer({
        identity: minted.broker,
        root: minted.root,
        onConnection: (socket) => socket.once('data', () => socket.write(answer)),
      })
      await expect(dial({ ports: [port] })).rejects.toMatchObject({
        code: 'ERR_KAFKA_PROTOCOL',
        fix: 'Give the address of a Kafka broker',
      })
    }
  })

  it('does not wait for ever for a peer that says nothing', async () => {
    const port = await plainPeer(() => {})
    await expect(dial({ ports: [port], timeoutMs: 50 })).rejects.toMatchObject({
      code: 'ERR_KAFKA_UNREACHABLE',
      because: 'it takes the connection but does not answer the TLS handshake in time',
    })
  })

  it('prefers a fault that holds for the whole cluster to a broker that is down', async () => {
    const ports = [1, await broker(minted.stranger)]
    await expect(dial({ ports })).rejects.toMatchObject({ code: 'ERR_KAFKA_TLS_UNKNOWN_CA' })
  })

  it('tells an address that the cluster advertises from the one that was given', async () => {
    const away = { host: 'kafka.invalid', port: 9092 }
    const ports = [await broker(minted.broker, { advertised: [away] })]
    await expect(dial({ ports })).rejects.toMatchObject({
      code: 'ERR_KAFKA_UNREACHABLE',
      what: 'cannot connect to broker kafka.invalid:9092, an address that the cluster advertises',
      because: 'the host name is not known, while the bootstrap broker answers',
      fix: expect.stringContaining('advertised.listeners'),
      retriable: true,
    })
    const other = { host: HOST, port: await broker(minted.broker) }
    await dial({ ports: [await broker(minted.broker, { advertised: [away, other] })] })
  })

  it('checks whom the cluster advertises as it checks the bootstrap broker', async () => {
    const posing = { host: HOST, port: await broker(minted.otherMember) }
    const ports = [await broker(minted.nameless, { advertised: [posing] })]
    await expect(dial({ ports, serverName: false })).rejects.toMatchObject({
      code: 'ERR_KAFKA_TLS_NAME',
      because: expect.stringContaining('rival__eve00000'),
    })
  })

  /** A permanent fault: its code, and words from cause and fix. */
  type Row = readonly [what: string, to: () => Promise<To>, code: string, words: RegExp]

  const onBroker = async (to: To): Promise<To> => ({ ports: [await broker(minted.broker)], ...to })

  // The fourteen of a survey of what KafkaJS says, which takes 5 to 14 seconds for each and says it in OpenSSL's words.
  it.each<Row>([
    [
      'no client certificate',
      () => onBroker({ identity: { ...minted.member, cert: '' } }),
      'CREDENTIALS',
      /tls\.cert.*no PEM certificate/,
    ],
    [
      'a client certificate of another CA',
      () => onBroker({ identity: minted.stranger }),
      'TLS_CLIENT_CERT',
      /refuses our client certificate.*project's own/,
    ],
    [
      'a client certificate that expired',
      () => onBroker({ identity: minted.expired }),
      'TLS_EXPIRED',
      /expired on.*Download/,
    ],
    [
      'a server of a CA that is not trusted',
      () => onBroker({ ca: minted.strangerRoot }),
      'TLS_UNKNOWN_CA',
      /does not lead to an authority.*trust store/,
    ],
    ['no CA', () => onBroker({ ca: '' }), 'CREDENTIALS', /tls\.ca is refused/],
    [
      'a CA that is garbage',
      () => onBroker({ ca: 'hello' }),
      'CREDENTIALS',
      /tls\.ca.*no PEM certificate.*BEGIN CERTIFICATE/,
    ],
    [
      'a private key as CA',
      () => onBroker({ ca: minted.member.key }),
      'CREDENTIALS',
      /tls\.ca.*holds a private key.*certificates only/,
    ],
    [
      'a host that the certificate does not name',
      () => onBroker({ serverName: 'elsewhere' }),
      'TLS_NAME',
      /names DNS:localhost.*serverName/,
    ],
    [
      'a key of another certificate',
      () => onBroker({ identity: { ...minted.member, key: minted.broker.key } }),
      'CREDENTIALS',
      /does not belong to the certificate of demo__meb10000/,
    ],
    [
      'an encrypted key without passphrase',
      () => onBroker({ identity: minted.memberEncrypted }),
      'CREDENTIALS',
      /it is encrypted.*tls\.passphrase/,
    ],
    [
      'an encrypted key with a wrong passphrase',
      () => onBroker({ identity: minted.memberEncrypted, passphrase: 'no' }),
      'CREDENTIALS',
      /does not open it.*tls\.passphrase/,
    ],
    [
      'a port without TLS',
      async () => ({
        ports: [await plainPeer((socket) => socket.once('data', () => socket.end()))],
      }),
      'NOT_TLS',
      /TLS listener/,
    ],
    [
      'a port where nothing listens',
      async () => ({}),
      'UNREACHABLE',
      /nothing listens there.*Check host and port/,
    ],
    [
      'a host name that is not known',
      async () => ({ host: 'broker.invalid' }),
      'UNREACHABLE',
      /broker\.invalid:1.*name is not known/,
    ],
  ])('tells %s within 2 s, once, with cause and fix', async (_, to, code, words) => {
    const fault = await within(2_000, async () => dial(await to()).catch((error: unknown) => error))
    if (!(fault instanceof KafkaError)) throw new Error('it passed')
    expect(fault.code).toBe(`ERR_KAFKA_${code}`)
    expect(fault.message).toMatch(words)
  })
})

/** What something comes to; it is late only when it is late each of three times, for a machine may be busy. */
async function within(limitMs: number, attempt: () => Promise<unknown>): Promise<unknown> {
  for (let times = 1; ; times++) {
    const began = performance.now()
    const outcome = await attempt()
    const ms = performance.now() - began
    if (ms <= limitMs) return outcome
    if (times === 3) throw new Error(`took ${Math.round(ms)} ms`)
  }
}

describe('the answer to a metadata request', () => {
  const addresses = fc.array(
    fc.record({
      host: fc.stringMatching(/^[a-z0-9.-]{1,60}$/),
      port: fc.integer({ min: 1, max: 65_535 }),
    }),
    { maxLength: 20 },
  )

  it('gives the brokers, however it is cut', () => {
    fc.assert(
      fc.property(addresses, fc.integer({ min: 1, max: 50 }), (brokers, size) => {
        const bytes = metadataOf(brokers)
        const answer = new MetadataAnswer()
        for (let at = 0; at < bytes.length; at += size) {
          const end = Math.min(bytes.length, at + size)
          const read = answer.add(bytes.subarray(at, end))
          expect(read).toEqual(end === bytes.length ? brokers : undefined)
        }
      }),
    )
  })

  it('ends in a RangeError, or in nothing, whatever else comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        for (const bytes of [Buffer.from(body), framed(Buffer.concat([Buffer.alloc(4), body]))]) {
          try {
            new MetadataAnswer().add(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError)
          }
        }
      }),
    )
  })
})
