import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FaultProxy, startFaultProxy } from '@hops-kafka/fault-proxy'
import {
  createConsumer,
  createProducer,
  type Delivery,
  type LogEntry,
  type OutgoingRecord,
  type Producer,
} from '@hops-kafka/kafka-client'
import { type Sandbox, startSandbox } from '@hops-kafka/sandbox'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canRun, connectionOf, type PemConnection } from '../src/index.ts'

// One broker as before Hopsworks 4.0, that gives the project's user no producer id; a proxy stands in front of it.
const lack = canRun('java', '-version') ? '' : ' (skipped: no Java on PATH)'

const text = {
  encode: (value: string): Uint8Array => Buffer.from(value),
  decode: (bytes: Uint8Array, offset: number, end: number): string =>
    Buffer.from(bytes.subarray(offset, end)).toString(),
}

let sandbox: Sandbox
let proxy: FaultProxy
let project: PemConnection

beforeAll(async () => {
  if (lack !== '') return
  sandbox = await startSandbox({
    engine: 'jvm',
    denyIdempotentWrite: true,
    advertise: async ({ host, port }) => {
      await proxy?.close()
      proxy = await startFaultProxy({ upstream: { host, port } })
      return proxy.address
    },
  })
  project = await connectionOf(sandbox)
})

afterAll(async () => {
  await sandbox?.stop()
  await proxy?.close()
})

async function newTopic(partitions: number): Promise<string> {
  const topic = `topic-${randomUUID()}`
  await sandbox.createTopic(topic, { partitions })
  return topic
}

/** The sandbox's super user, who gets a producer id and may add partitions. */
async function superUser(): Promise<PemConnection> {
  const file = join(sandbox.configFile, '..', 'identity.json')
  const { certificates } = JSON.parse(await readFile(file, 'utf8')) as {
    certificates: { admin: { key: string; chain: string } }
  }
  const { key, chain } = certificates.admin
  return { brokers: sandbox.brokers, tls: { key, cert: chain, ca: project.tls.ca } }
}

async function addPartitions(topic: string, count: number, { tls }: PemConnection): Promise<void> {
  const { key, cert, ca } = tls
  const admin = new kafkajs.Kafka({
    brokers: [...sandbox.directBrokers],
    ssl: { key, cert, ca },
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin()
  await admin.connect()
  await admin.createPartitions({ topicPartitions: [{ topic, count }] })
  await admin.disconnect()
}

async function readAll(connection: PemConnection, topic: string, count: number) {
  await using consumer = await createConsumer(connection, { topic, groupId: topic, value: text })
  const places: { partition: number; value: string | null }[] = []
  for await (const { partition, value } of consumer) {
    places.push({ partition, value })
    if (places.length === count) break
  }
  return places
}

describe.skipIf(lack !== '')(`a cluster that denies idempotence${lack}`, () => {
  it("is written to without under 'auto', with one line of log", async () => {
    const topic = await newTopic(2)
    const log: LogEntry[] = []
    const connection = { ...project, onLog: (entry: LogEntry) => log.push(entry) }
    await using producer = await createProducer(connection, { topic, value: text })
    const sent = Array.from({ length: 500 }, (_, n) => ({ key: `${n % 5}`, value: `${n}` }))
    expect(await producer.sendAll(sent)).toBe(500)
    expect(producer.statistics()).toMatchObject({ idempotent: false, delivered: 500, failed: 0 })
    await producer.close()
    expect(log.filter(({ level }) => level !== 'info').map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^sending without idempotence, .* to 'demo__.*': no producer id, which takes IDEMPOTENT_WRITE/,
      ),
    ])
  })

  it('is refused with one clear error where idempotence is insisted upon', async () => {
    const topic = await newTopic(1)
    const log: LogEntry[] = []
    const connection = { ...project, onLog: (entry: LogEntry) => log.push(entry) }
    await expect(
      createProducer(connection, { topic, value: text, idempotent: true }),
    ).rejects.toMatchObject({ code: 'ERR_KAFKA_NOT_AUTHORIZED', retriable: false })
    expect(log.filter(({ level }) => level !== 'info')).toEqual([])
  })
})

/** Sends records without end, and keeps what became of each. */
class Traffic implements AsyncDisposable {
  readonly sent: { readonly record: OutgoingRecord<string>; readonly delivery: Delivery }[] = []
  readonly #producer: Producer<string>
  readonly #keys: number
  readonly #running: Promise<void>
  #stopped = false

  /** @param keys - how many different ones; 0: none has a key */
  constructor(producer: Producer<string>, keys: number) {
    this.#producer = producer
    this.#keys = keys
    this.#running = this.#run()
  }

  /** All partitions that records went to. */
  get partitions(): readonly number[] {
    return [...new Set(this.sent.map(({ delivery }) => delivery.partition))].sort()
  }

  /** By key, the partitions that its records went to one after another. */
  ways(): ReadonlyMap<string, readonly number[]> {
    const ways = new Map<string, number[]>()
    for (const { record, delivery } of this.sent) {
      const way = ways.get(String(record.key)) ?? []
      if (way.at(-1) !== delivery.partition) way.push(delivery.partition)
      ways.set(String(record.key), way)
    }
    return ways
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #run(): Promise<void> {
    for (let count = 0; !this.#stopped; count += BURST) {
      const burst = Array.from({ length: BURST }, (_, nth) => this.#record(count + nth))
      const handles = burst.map((record) => this.#producer.send(record))
      for (const [nth, delivery] of (await Promise.all(handles)).entries()) {
        this.sent.push({ record: burst[nth] as OutgoingRecord<string>, delivery })
      }
      await sleep(5)
    }
  }

  #record(number: number): OutgoingRecord<string> {
    const value = String(number)
    return this.#keys === 0 ? { value } : { value, key: `key${number % this.#keys}` }
  }
}

const BURST = 40
const KEYS = 20

describe.skipIf(lack !== '')(`a topic that gets more partitions under traffic${lack}`, () => {
  it.each([
    ['with a key', KEYS],
    ['without a key', 0],
  ])('has records %s in all of them, none lost, doubled or reordered', async (_, keys) => {
    const topic = await newTopic(2)
    const admin = await superUser()
    await using producer = await createProducer(admin, { topic, value: text, idempotent: true })
    const traffic = new Traffic(producer, keys)
    {
      await using _ = traffic
      await expect.poll(() => traffic.partitions, { timeout: 10_000 }).toEqual([0, 1])
      await addPartitions(topic, 4, admin)
      await grown(traffic)
    }
    const { sent } = traffic
    expect(await producer.close()).toEqual({ delivered: sent.length, failed: 0, unsent: 0 })

    const read = await readAll(admin, topic, sent.length)
    expect(new Map(read.map(({ partition, value }) => [value, partition]))).toEqual(
      new Map(sent.map(({ record, delivery }) => [record.value, delivery.partition])),
    )
    for (const partition of [0, 1, 2, 3]) {
      const numbers = read.filter((one) => one.partition === partition).map(numberOf)
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    }
    for (const [key, way] of keys === 0 ? [] : traffic.ways()) {
      const [before, after] = [partitionOf(key, 2), partitionOf(key, 4)]
      expect(way, key).toEqual(before === after ? [after] : [before, after])
    }
  })
})

/** A producer asks for partitions every five minutes, or when a request fails; a busy machine takes long to dial anew. */
async function grown(traffic: Traffic): Promise<void> {
  const seen = (): boolean => {
    const all = traffic.partitions.length === 4
    if (!all) proxy.cut('reset')
    return all
  }
  await expect.poll(seen, { timeout: 30_000, interval: 1_500 }).toBe(true)
}

const numberOf = ({ value }: { readonly value: string | null }): number => Number(value)

/** Where KafkaJS's murmur2 sends a key. */
function partitionOf(key: string, partitions: number): number {
  const choose = kafkajs.Partitioners.DefaultPartitioner()
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionId,
  }))
  return choose({
    topic: 'any',
    partitionMetadata: partitionMetadata as never,
    message: { key, value: null },
  })
}
