import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import type { BrokerTls } from '../src/connection/broker-tls.ts'
import type { KafkaTls, LogEntry } from '../src/connection/connection.ts'
import { checkCredentials } from '../src/connection/credentials.ts'
import { LiveTls } from '../src/connection/live-tls.ts'
import { TrackedSockets } from '../src/connection/tracked-sockets.ts'
import { findOpenssl, type Identity, type Minted, mint } from './minted.ts'
import { framed, metadataOf, readRequests, tlsPeer } from './tls-peer.ts'

const missing = findOpenssl()
const HOST = '127.0.0.1'
const METADATA = 3

describe.skipIf(missing)(`renewed credentials${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const minted = missing ? ({} as Minted) : mint()

  /** What a peer saw: who connected, and which requests came in which order. */
  interface Seen {
    readonly port: number
    readonly serials: string[]
    readonly requests: number[]
    readonly sockets: TLSSocket[]
  }

  /** A peer that answers a request, which is a number, with the same number, some time later; `silent` ones never. */
  const peer = async (silent?: number): Promise<Seen> => {
    const seen = { serials: [] as string[], requests: [] as number[], sockets: [] as TLSSocket[] }
    const port = await tlsPeer({
      identity: minted.broker,
      root: minted.root,
      onConnection(socket) {
        seen.serials.push(socket.getPeerCertificate().serialNumber)
        seen.sockets.push(socket)
        // One after the other, as a broker answers (Kafka protocol guide, "Network").
        let before = Promise.resolve()
        readRequests(socket, (request) => {
          const number = request.readInt32BE(0)
          // The one request of a preflight, whose header begins with its API key.
          if (request.length === 14 && request.readInt16BE(0) === METADATA) {
            socket.write(metadataOf([]))
            return
          }
          seen.requests.push(number)
          before = before.then(async () => {
            for (let turns = number % 3; turns > 0; turns--) await nextTurn()
            if (number !== silent && socket.writable) socket.write(framed(int32(number)))
          })
        })
      },
    })
    return { port, ...seen }
  }

  const tlsOf = (identity: Identity): KafkaTls => ({ ...identity, ca: minted.root })

  const brokerTls = (identity: Identity): BrokerTls => ({
    secureContext: checkCredentials(tlsOf(identity)).secureContext,
    serverName: undefined,
  })

  /** A connection as KafkaJS would open one, and the answers that came over it. */
  const open = async (sockets: TrackedSockets, port: number) => {
    const answers: number[] = []
    const errors: Error[] = []
    let ended = false
    const socket = await new Promise<ReturnType<TrackedSockets['factory']>>((resolve) => {
      const opened = sockets.factory({
        host: HOST,
        port,
        ssl: {},
        onConnect: () => resolve(opened),
      })
      readRequests(opened, (answer) => answers.push(answer.readInt32BE(0)))
      opened.on('error', (error: Error) => errors.push(error))
      opened.on('end', () => {
        ended = true
      })
    })
    const ask = (number: number): void => void socket.write(framed(int32(number)))
    return { ask, answers, errors, ended: () => ended }
  }

  it('move a connection under traffic again and again: each request is answered once, in order', async () => {
    const seen = await peer()
    let now = brokerTls(minted.member)
    const sockets = new TrackedSockets(() => now, { clientId: 'test' })
    const connection = await open(sockets, seen.port)
    let asked = 0
    let stop = false
    const traffic = (async () => {
      while (!stop) {
        while (asked - connection.answers.length < 5) connection.ask(asked++)
        await nextTurn()
      }
    })()
    for (let turn = 0; turn < 6; turn++) {
      const before = connection.answers.length
      await expect.poll(() => connection.answers.length).toBeGreaterThan(before + 20)
      now = brokerTls(turn % 2 === 0 ? minted.renewed : minted.member)
      expect(sockets.outdated).toBe(true)
      await sockets.renew({ timeoutMs: 5_000 })
      expect(sockets.outdated).toBe(false)
    }
    stop = true
    await traffic
    await expect.poll(() => connection.answers.length).toBe(asked)
    const all = Array.from({ length: asked }, (_, number) => number)
    expect(connection.answers).toEqual(all)
    expect(seen.requests).toEqual(all)
    expect(connection.errors).toEqual([])
    expect(connection.ended()).toBe(false)
    // Those that were left are closed; the last one stands.
    await expect.poll(() => seen.sockets.filter(({ destroyed }) => !destroyed).length).toBe(1)
    expect(seen.sockets).toHaveLength(7)
    expect(new Set(seen.serials).size).toBe(2)
    sockets.seal()
  })

  it('leave a connection as it is while an answer is awaited, and move it afterwards', async () => {
    const seen = await peer(1)
    let now = brokerTls(minted.member)
    const sockets = new TrackedSockets(() => now, { clientId: 'test', patienceMs: 50 })
    const connection = await open(sockets, seen.port)
    connection.ask(1)
    await expect.poll(() => seen.requests).toEqual([1])
    now = brokerTls(minted.renewed)
    const renewing = sockets.renew({ timeoutMs: 5_000 })
    connection.ask(2)
    await renewing
    expect(sockets.outdated).toBe(true)
    // What was held back meanwhile went to the connection that stayed.
    await expect.poll(() => connection.answers).toEqual([2])
    seen.sockets[0]?.write(framed(int32(1)))
    await expect.poll(() => connection.answers).toEqual([2, 1])
    await sockets.renew({ timeoutMs: 5_000 })
    expect(sockets.outdated).toBe(false)
    connection.ask(3)
    await expect.poll(() => connection.answers).toEqual([2, 1, 3])
    sockets.seal()
  })

  it('leave a connection as it is while its broker takes no new one', async () => {
    const seen = await peer()
    let now = brokerTls(minted.member)
    const sockets = new TrackedSockets(() => now, { clientId: 'test' })
    const connection = await open(sockets, seen.port)
    now = brokerTls(minted.stranger)
    await sockets.renew({ timeoutMs: 5_000 })
    expect(sockets.outdated).toBe(true)
    connection.ask(7)
    await expect.poll(() => connection.answers).toEqual([7])
    expect(connection.errors).toEqual([])
    sockets.seal()
  })

  it('tell KafkaJS of a connection that was cut without a word', async () => {
    const seen = await peer()
    const sockets = new TrackedSockets(() => brokerTls(minted.member), { clientId: 'test' })
    const connection = await open(sockets, seen.port)
    await expect.poll(() => seen.sockets.length).toBe(1)
    const [socket] = seen.sockets
    if (socket !== undefined) {
      socket.destroy()
      await once(socket, 'close')
    }
    await expect.poll(() => connection.ended() || connection.errors.length > 0).toBe(true)
  })

  /** Credentials from a function, with a client that has one connection. */
  const live = async (port: number, source: () => KafkaTls) => {
    const log: LogEntry[] = []
    const tls = await LiveTls.open({
      source,
      refreshMs: 20,
      timeoutMs: 5_000,
      prove: async (candidate) => {
        if (candidate.serverName === 'refused') throw new Error('no broker takes them')
      },
      log: (entry) => log.push(entry),
    })
    const sockets = new TrackedSockets(() => tls.tls, { clientId: 'test' })
    tls.watch(sockets)
    const connection = await open(sockets, port)
    const lines = (): string[] => log.map(({ level, message }) => `${level} ${message}`)
    return { tls, sockets, connection, lines }
  }

  it('are taken from a function, while it goes on under the old ones until then', async () => {
    const seen = await peer()
    let given = tlsOf(minted.member)
    const { sockets, connection, lines, tls } = await live(seen.port, () => given)
    expect(tls.principal).toBe('demo__meb10000')
    given = tlsOf(minted.renewed)
    await expect.poll(() => new Set(seen.serials).size).toBe(2)
    connection.ask(1)
    await expect.poll(() => connection.answers).toEqual([1])
    await expect.poll(() => seen.sockets[0]?.destroyed).toBe(true)
    // The minted ones are valid for two days, which is worth a warning.
    expect(lines()).toContainEqual(expect.stringMatching(/^info the credentials of .* renewed/))
    expect(lines()).toContainEqual(expect.stringMatching(/^warn the client certificate .* only$/))
    sockets.seal()
  })

  it('that cannot be had, are broken, or no broker takes leave the former ones, with one warning', async () => {
    const seen = await peer()
    const faults: readonly [() => KafkaTls, RegExp][] = [
      [
        () => {
          throw new Error('file is gone')
        },
        /file is gone/,
      ],
      [() => ({ ...tlsOf(minted.member), ca: minted.member.key }), /holds a private key/],
      [() => ({ ...tlsOf(minted.renewed), serverName: 'refused' }), /no broker takes them/],
    ]
    for (const [fault, words] of faults) {
      let source = (): KafkaTls => tlsOf(minted.member)
      let asked = 0
      const { sockets, connection, lines, tls } = await live(seen.port, () => {
        asked++
        return source()
      })
      const before = tls.tls
      source = fault
      await expect.poll(() => asked).toBeGreaterThan(4)
      expect(lines().filter((line) => words.test(line))).toHaveLength(1)
      expect(tls.tls).toBe(before)
      connection.ask(1)
      await expect.poll(() => connection.answers).toEqual([1])
      sockets.seal()
    }
  })

  it('are not asked for any more once every client is closed', async () => {
    const seen = await peer()
    let asked = 0
    const { sockets } = await live(seen.port, () => {
      asked++
      return tlsOf(minted.member)
    })
    await expect.poll(() => asked).toBeGreaterThan(2)
    sockets.seal()
    const resting = async (): Promise<boolean> => {
      const before = asked
      await new Promise((resolve) => setTimeout(resolve, 60))
      return asked === before
    }
    await expect.poll(resting).toBe(true)
  })
})

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
