import { AsyncLocalStorage } from 'node:async_hooks'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, connect as dial, type Server, type Socket } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  collectMetrics,
  createConsumer,
  createProducer,
  ensureTopic,
  groupOffsets,
  type KafkaTls,
  kafkaChannels,
  type LogEntry,
  topicOffsets,
} from '@hops-kafka/kafka-client'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  foreignBroker,
  noCluster,
  openCluster,
  type PemConnection,
  type TextClient,
  text,
  textClient,
} from '../src/index.ts'
import type { IdleCost } from '../src/programs/idle-client.ts'

let cluster: Cluster
let kafka: TextClient
let connection: PemConnection

beforeAll(async () => {
  cluster = await openCluster()
  kafka = await textClient(cluster)
  connection = kafka.connection
})

afterAll(() => cluster?.stop())

/** KafkaJS as its documentation shows it. */
function bareKafkajs(
  brokers: readonly string[],
  tls: Partial<KafkaTls> = {},
  retries = 5,
): kafkajs.Kafka {
  const { key, cert, ca, passphrase } = { ...connection.tls, ...tls }
  return new kafkajs.Kafka({
    brokers: [...brokers],
    ssl: { key: String(key), cert, ca, passphrase, servername: 'localhost' },
    logCreator: () => () => {},
    // Its defaults, which differ where NODE_ENV is 'test'.
    retry: { retries, initialRetryTime: 300 },
  })
}

/** Another certificate that the cluster takes: that of the sandbox's own admin, or the user's next one. */
async function otherCertificate(whose: 'admin' | 'renewedUser' = 'admin'): Promise<KafkaTls> {
  const file = join(cluster.configFile, '..', 'identity.json')
  const { certificates } = JSON.parse(await readFile(file, 'utf8')) as {
    certificates: Record<typeof whose, { key: string; chain: string }>
  }
  const { key, chain } = certificates[whose]
  return { key, cert: chain, ca: connection.tls.ca, serverName: 'localhost' }
}

const ROOT = resolve(import.meta.dirname, '..')
const IDLE_MS = 4_000

/** Runs an idle client in a process of its own, and gives what it measured and what else it wrote. */
async function idle(kind: 'bare' | 'ours', topic: string) {
  const program = [
    '--conditions=@hops-kafka/source',
    '--import',
    'tsx',
    'src/programs/idle-client.ts',
  ]
  const [broker = ''] = cluster.brokers
  const args = [...program, kind, cluster.configFile, broker, topic, String(IDLE_MS)]
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  })
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    written.stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    written.stderr += chunk
  })
  await new Promise((onEnd) => child.once('close', onEnd))
  const lines = written.stdout.trimEnd().split('\n')
  const cost = JSON.parse(lines.pop() ?? '') as IdleCost
  return { cost, said: lines.join('\n') + written.stderr }
}

describe.skipIf(noCluster !== '')(`an idle producer and consumer${noCluster}`, () => {
  it('sleep, and write nothing; bare KafkaJS wakes hundreds of times a second (B4, B25)', async () => {
    const topic = await kafka.newTopic()
    const [ours, bare] = await Promise.all([idle('ours', topic), idle('bare', topic)])
    process.stdout.write(
      `idle: ours ${JSON.stringify(ours.cost)} bare ${JSON.stringify(bare.cost)}\n`,
    )
    expect(bare.cost.timersPerSecond).toBeGreaterThan(100)
    expect(bare.cost.negativeTimers).toBeGreaterThan(100)
    expect(bare.said).toContain('switched default partitioner')
    expect(ours.cost.timersPerSecond).toBeLessThan(20)
    expect(ours.cost.negativeTimers).toBe(0)
    // On a quiet machine a tenth or less; the bench has the figure.
    expect(ours.cost.cpuMsPerSecond).toBeLessThan(bare.cost.cpuMsPerSecond / 3)
    expect(ours.said).toBe('')
  })
})

describe.skipIf(foreignBroker !== '')(`renewed certificates${foreignBroker}`, () => {
  it('are moved to under traffic, and nothing is lost, doubled, reordered or said to have failed', async () => {
    const topic = await kafka.newTopic(2)
    const two = [connection.tls, await otherCertificate('renewedUser')] as const
    let turn = 0
    const log: LogEntry[] = []
    const rotating = {
      ...connection,
      tls: () => two[turn % 2] ?? connection.tls,
      tlsRefreshMs: 50,
      onLog: (entry: LogEntry) => log.push(entry),
    }
    const metrics = collectMetrics()
    await using producer = await createProducer(rotating, { topic, value: text })
    await using consumer = await createConsumer(rotating, {
      topic,
      groupId: 'rotated',
      value: text,
    })
    const read: string[] = []
    const reading = (async () => {
      for await (const { value } of consumer) read.push(value ?? '')
    })()
    const sent: Promise<unknown>[] = []
    let stop = false
    const writing = (async () => {
      while (!stop) {
        for (let burst = 0; burst < 20; burst++) {
          sent.push(producer.send({ key: String(sent.length % 8), value: String(sent.length) }))
        }
        await sleep(2)
      }
    })()
    // Each turn moves at least one connection of the producer and two of the consumer.
    for (turn = 1; turn <= 6; turn++) {
      const { moved } = metrics.snapshot().connections
      await expect
        .poll(() => metrics.snapshot().connections.moved, { timeout: 20_000 })
        .toBeGreaterThanOrEqual(moved + 3)
    }
    stop = true
    await writing
    expect(await producer.close()).toEqual({ delivered: sent.length, failed: 0, unsent: 0 })
    await expect.poll(() => read.length, { timeout: 20_000 }).toBe(sent.length)
    await consumer.close()
    await reading
    expect(new Set(read).size).toBe(sent.length)
    const last = new Map<number, number>()
    for (const number of read.map(Number)) {
      expect(number).toBeGreaterThan(last.get(number % 8) ?? -1)
      last.set(number % 8, number)
    }
    const { connections, produced } = metrics.snapshot()
    metrics.stop()
    expect(connections.lost).toBe(0)
    const { delivered, retries } = produced
    expect({ delivered, retries }).toEqual({ delivered: sent.length, retries: 0 })
    expect(log.filter(({ level }) => level !== 'info')).toEqual([])
    process.stdout.write(
      `rotation: ${sent.length} records, ${connections.moved} connections moved\n`,
    )
  })
})

/** Passes a connection on once `delayMs` are over, which is what a far or busy machine does to a handshake. */
async function slowDoor(to: string, delayMs: number): Promise<{ address: string; server: Server }> {
  const { hostname, port } = new URL(`tcp://${to}`)
  const server = createServer(async (client: Socket) => {
    client.on('error', () => {})
    await sleep(delayMs)
    const broker = dial(Number(port), hostname)
    broker.on('error', () => client.destroy()).on('close', () => client.destroy())
    client.on('close', () => broker.destroy())
    client.pipe(broker).pipe(client)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { address: `127.0.0.1:${address.port}`, server }
}

describe.skipIf(noCluster !== '')(`connecting${noCluster}`, () => {
  it('has patience with a handshake of 1.2 s, which is too long for bare KafkaJS (B18)', async () => {
    const { address, server } = await slowDoor(connection.brokers[0] ?? '', 1_200)
    const topic = await kafka.newTopic()
    const bare = bareKafkajs([address], {}, 0).admin()
    const [refused, offsets] = await Promise.allSettled([
      bare.connect(),
      topicOffsets({ ...connection, brokers: [address] }, topic),
    ])
    server.close()
    const tooLong = { cause: { message: 'Connection timeout' } }
    expect(refused).toMatchObject({ status: 'rejected', reason: tooLong })
    expect(offsets).toMatchObject({ status: 'fulfilled', value: [{ partition: 0, latest: 0n }] })
  })

  it('tells a wrong authority in words at once; bare KafkaJS is still trying after two seconds (B22)', async () => {
    const ca = connection.tls.cert.slice(
      0,
      connection.tls.cert.indexOf('-----END CERTIFICATE-----') + 26,
    )
    const bare = bareKafkajs(connection.brokers, { ca }).admin()
    let told = false
    void bare.connect().catch(() => {
      told = true
    })
    const began = performance.now()
    const ours = createProducer(
      { ...connection, tls: { ...connection.tls, ca } },
      { topic: 't', value: text },
    )
    await expect(ours).rejects.toMatchObject({ code: 'ERR_KAFKA_TLS_UNKNOWN_CA' })
    expect(performance.now() - began).toBeLessThan(2_000)
    await sleep(Math.max(0, 2_000 - (performance.now() - began)))
    expect(told).toBe(false)
    await bare.disconnect().catch(() => {})
  })

  it.skipIf(foreignBroker !== '')(
    `serves a new topic after another was deleted; bare KafkaJS serves none from then on (B14)${foreignBroker}`,
    async () => {
      const tls = await otherCertificate()
      const admin = bareKafkajs(connection.brokers, tls)
      const [gone, next] = [await kafka.newTopic(), await kafka.newTopic()]
      const bare = admin.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
      const send = (to: string) => bare.send({ topic: to, messages: [{ value: 'one' }] })
      await bare.connect()
      await send(gone)
      await using ours = await createProducer({ ...connection, tls }, { topic: gone, value: text })
      await ours.send({ value: 'two' })

      const topics = admin.admin()
      await topics.connect()
      await topics.deleteTopics({ topics: [gone] })
      await topics.disconnect()
      await expect(send(next)).rejects.toThrow('does not host this topic-partition')
      await bare.disconnect()
      await using other = await createProducer({ ...connection, tls }, { topic: next, value: text })
      expect(await other.send({ value: 'three' })).toMatchObject({ topic: next, offset: 0n })
    },
  )

  it('tells each request on its channel, by the name that the protocol guide gives it', async () => {
    const apis = new Set<string>()
    const listener = ({ api }: { api: string }): void => void apis.add(api)
    kafkaChannels.request.subscribe(listener)
    const topic = await kafka.newTopic()
    await using producer = await createProducer(connection, { topic, value: text })
    await producer.send({ value: 'one' })
    kafkaChannels.request.unsubscribe(listener)
    expect([...apis]).toEqual(expect.arrayContaining(['Metadata', 'Produce']))
  })
})

describe.skipIf(noCluster !== '')(`tracing${noCluster}`, () => {
  it('adds headers from the context that sends, and counts what became of the records', async () => {
    const topic = await kafka.newTopic()
    const span = new AsyncLocalStorage<string>()
    const metrics = collectMetrics()
    await using producer = await createProducer(connection, {
      topic,
      value: text,
      addHeaders({ value }) {
        if (value === 'untold') throw new Error('no tracer')
        return [{ key: 'traceparent', value: span.getStore() ?? 'none' }]
      },
    })
    const headers = [{ key: 'own', value: 'yes' }]
    await Promise.all([
      span.run('span-1', () => producer.send({ value: 'one', headers })),
      span.run('span-2', () => producer.send({ value: 'two' })),
      expect(producer.send({ value: 'untold' })).rejects.toMatchObject({
        code: 'ERR_KAFKA_SERIALIZE',
        because: 'no tracer',
      }),
    ])
    const { delivered, failed, recordsPerBatch } = metrics.snapshot().produced
    expect({ delivered, failed }).toEqual({ delivered: 2, failed: 0 })
    expect(recordsPerBatch.sum).toBe(2)

    await using consumer = await createConsumer(connection, { topic, groupId: topic, value: text })
    const read: string[][] = []
    for await (const record of consumer) {
      read.push(record.headers.map(({ key, value }) => `${key}=${Buffer.from(value ?? [])}`))
      if (read.length === 2) break
    }
    const { records, lag } = metrics.snapshot().consumed
    metrics.stop()
    expect({ records, lag }).toEqual({ records: 2, lag: { [`${topic}/${topic}/0`]: 0 } })
    expect(read).toEqual([['own=yes', 'traceparent=span-1'], ['traceparent=span-2']])
  })
})

describe.skipIf(noCluster !== '')(`topics and offsets${noCluster}`, () => {
  it('tells where partitions and a group stand', async () => {
    const topic = await kafka.newTopic(2)
    const groupId = `group-${randomUUID()}`
    await using producer = await createProducer(connection, { topic, value: text })
    for (let n = 0; n < 5; n++) await producer.send({ partition: 1, value: String(n) })
    expect(await topicOffsets(connection, topic)).toEqual([
      { partition: 0, earliest: 0n, latest: 0n },
      { partition: 1, earliest: 0n, latest: 5n },
    ])
    await using consumer = await createConsumer(connection, { topic, groupId, value: text })
    for await (const record of consumer) {
      consumer.ack(record)
      if (record.offset === 2n) break
    }
    await consumer.commit()
    expect(await groupOffsets(connection, { groupId, topic })).toMatchObject([
      { partition: 0, lag: 0n },
      { partition: 1, earliest: 0n, latest: 5n, committed: 3n, lag: 2n },
    ])
    const nobody = { groupId: `group-${randomUUID()}`, topic }
    expect((await groupOffsets(connection, nobody))[1]).toMatchObject({
      committed: undefined,
      lag: 5n,
    })
  })

  it('leaves a topic that is there as it is, and says what the cluster denies', async () => {
    const topic = await kafka.newTopic(2)
    expect(await ensureTopic(connection, { topic })).toEqual({ created: false, partitions: 2 })
    await expect(ensureTopic(connection, { topic, partitions: 3 })).rejects.toMatchObject({
      code: 'ERR_KAFKA_BAD_OPTION',
      because: `topic '${topic}' exists with 2, and 3 are asked for`,
    })
    await expect(ensureTopic(connection, { topic: 'not-ours' })).rejects.toMatchObject({
      code: 'ERR_KAFKA_NOT_AUTHORIZED',
      fix: expect.stringContaining('REST API'),
    })
  })

  it.skipIf(foreignBroker !== '')(`creates a topic where it may${foreignBroker}`, async () => {
    const admin = { ...connection, tls: await otherCertificate() }
    const topic = `topic-${randomUUID()}`
    const settings = { 'retention.ms': '60000' }
    const wanted = { topic, partitions: 3, settings }
    expect(await ensureTopic(admin, wanted)).toEqual({ created: true, partitions: 3 })
    expect(await ensureTopic(admin, wanted)).toEqual({ created: false, partitions: 3 })
  })
})
