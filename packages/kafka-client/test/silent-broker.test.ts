import type { TLSSocket } from 'node:tls'
import kafkajs, { type Admin } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { openCluster } from '../src/connection/cluster.ts'
import { type ConnectionEvent, kafkaChannels } from '../src/index.ts'
import { findOpenssl, type Minted, mint } from './minted.ts'
import { apiVersionsOf, metadataOf, readRequests, tlsPeer } from './tls-peer.ts'

const missing = findOpenssl()
const HOST = '127.0.0.1'
const REQUEST_TIMEOUT_MS = 250

describe.skipIf(missing)(
  `a broker that falls silent${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    const minted = missing ? ({} as Minted) : mint()

    /** A broker whose connections can be forgotten, as a firewall forgets them: they stay open, and nothing passes. */
    const broker = async () => {
      const forgotten = new Set<TLSSocket>()
      const sockets: TLSSocket[] = []
      const port = await tlsPeer({
        identity: minted.broker,
        root: minted.root,
        onConnection(socket) {
          sockets.push(socket)
          readRequests(socket, (request) => {
            if (forgotten.has(socket)) return
            const correlationId = request.readInt32BE(4)
            const itself = [{ host: HOST, port }]
            const isMetadata = request.readInt16BE(0) === 3
            socket.write(
              isMetadata
                ? metadataOf(itself, correlationId)
                : apiVersionsOf({ 3: 1 }, correlationId),
            )
          })
        },
      })
      const forget = (): void => {
        for (const socket of sockets) forgotten.add(socket)
      }
      return { brokers: [`${HOST}:${port}`], forget, sockets }
    }

    const retry = { retries: 3, initialRetryTime: 20 }

    /** How often out of three the cluster can be described once its connections were forgotten; the first time cannot. */
    const answered = async (admin: Admin, forget: () => void): Promise<number> => {
      await admin.connect()
      await admin.describeCluster()
      forget()
      let answers = 0
      for (let times = 0; times < 3; times++) {
        await admin.describeCluster().then(
          () => answers++,
          () => {},
        )
      }
      return answers
    }

    it('is dialled anew after one request timed out; bare KafkaJS goes on asking in vain (B12)', async () => {
      const { brokers, forget, sockets } = await broker()
      const tls = { ...minted.member, ca: minted.root }
      const levels = new Set<string>()
      const cluster = await openCluster({
        brokers,
        tls,
        requestTimeoutMs: REQUEST_TIMEOUT_MS,
        onLog: ({ level }) => levels.add(level),
      })
      const client = cluster.newClient()
      const lost: ConnectionEvent[] = []
      const listener = (event: ConnectionEvent): void => void lost.push(event)
      kafkaChannels.connection.subscribe(listener)
      expect(await answered(client.kafka.admin({ retry }), forget)).toBe(2)
      kafkaChannels.connection.unsubscribe(listener)
      expect(lost.filter(({ what }) => what === 'lost').map(({ error }) => error?.message)).toEqual(
        [expect.stringMatching(/^Metadata was not answered within \d+ ms$/)],
      )
      // The one that was forgotten is closed.
      await expect.poll(() => sockets[1]?.destroyed).toBe(true)
      client.sockets.seal()
      // What is tried again has not failed.
      expect([...levels]).toEqual(['warn'])
      const other = await broker()
      const bare = new kafkajs.Kafka({
        brokers: other.brokers,
        ssl: { ...tls },
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionTimeout: 10_000,
        logCreator: () => () => {},
      })
      expect(await answered(bare.admin({ retry }), other.forget)).toBe(0)
    })
  },
)
