import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FaultProxy, startFaultProxy } from '@hops-kafka/fault-proxy'
import { createProducer, type Producer } from '@hops-kafka/kafka-client'
import { type Sandbox, startSandbox } from '@hops-kafka/sandbox'
import kafkajs, { type Kafka, type Producer as KafkajsProducer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canRun, connectionOf, foreignBroker, type PemConnection } from '../src/index.ts'

// Each defect of KafkaJS that the producer covers is shown on KafkaJS itself, and its absence on ours, under one and
// the same fault on the wire. Should a KafkaJS without a defect ever come, its test says so.

const noJava = canRun('java', '-version') ? '' : ' (skipped: several brokers need Java)'
const skipped = foreignBroker || noJava

/** As large that the proxy can tell a record's request from others. */
const LARGE = 'x'.repeat(900)
const REQUEST_TIMEOUT_MS = 5_000

let sandbox: Sandbox
let proxies: FaultProxy[] = []
let kafka: Kafka
let connection: PemConnection

beforeAll(async () => {
  if (skipped !== '') return
  sandbox = await startSandbox({
    engine: 'jvm',
    brokers: 3,
    async advertise({ id, host, port }) {
      const proxy = await startFaultProxy({ upstream: { host, port } })
      proxies[id - 1] = proxy
      return proxy.address
    },
  })
  connection = { ...(await connectionOf(sandbox)), requestTimeoutMs: REQUEST_TIMEOUT_MS }
  kafka = newKafka(sandbox.brokers)
})

afterAll(async () => {
  await sandbox?.stop()
  for (const proxy of proxies) await proxy[Symbol.asyncDispose]()
  proxies = []
})

function newKafka(brokers: readonly string[], requestTimeout = REQUEST_TIMEOUT_MS): Kafka {
  const { ca, cert, key, passphrase = '' } = connection.tls
  return new kafkajs.Kafka({
    brokers: [...brokers],
    ssl: { ca, cert, key, passphrase },
    requestTimeout,
    logLevel: kafkajs.logLevel.NOTHING,
  })
}

async function newTopic(partitions: number): Promise<string> {
  const topic = `topic-${randomUUID()}`
  await sandbox.createTopic(topic, { partitions })
  return topic
}

/** A producer of KafkaJS, told to be idempotent as its documentation says. */
async function bare(partition?: (key: string) => number): Promise<KafkajsProducer> {
  const { DefaultPartitioner } = kafkajs.Partitioners
  const producer = kafka.producer({
    idempotent: true,
    createPartitioner:
      partition === undefined
        ? DefaultPartitioner
        : () =>
            ({ message }) =>
              partition(String(message.key)),
  })
  await producer.connect()
  return producer
}

function ours(topic: string, over = connection): Promise<Producer<string>> {
  const value = { encode: (text: string) => Buffer.from(text) }
  return createProducer<string>(over, { topic, value, idempotent: true })
}

/** How many records are in a topic. */
async function count(topic: string): Promise<number> {
  const admin = newKafka(sandbox.directBrokers).admin()
  await admin.connect()
  const ends = await admin.fetchTopicOffsets(topic)
  await admin.disconnect()
  return ends.reduce((sum, { high }) => sum + Number(high), 0)
}

/** First letters of what is in a topic, by partition, as a reader past the proxies finds them. */
async function stored(topic: string): Promise<readonly string[]> {
  const direct = newKafka(sandbox.directBrokers)
  let left = await count(topic)
  const logs: string[] = []
  const consumer = direct.consumer({ groupId: `group-${randomUUID()}`, maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
    const eachMessage = async ({ partition, message }: EachMessage): Promise<void> => {
      logs[partition] = (logs[partition] ?? '') + String(message.value).slice(0, 1)
      if (--left === 0) resolve()
    }
    consumer.run({ eachMessage }).catch(reject)
  })
  await consumer.disconnect()
  return logs
}

interface EachMessage {
  readonly partition: number
  readonly message: { readonly value: Buffer | null }
}

/** Sends so much before a fault that every connection is past its beginning, which the proxies leave alone. */
const WARM_UP = ['0', '1', '2', '3', '4', '5', '6', '7']

/** Has the next answer to a record be lost at whichever broker is asked, and sees that one was. */
async function losingAnswer(work: () => Promise<unknown>): Promise<void> {
  const lost = (): number => proxies.reduce((sum, { counts }) => sum + counts.lostAnswers, 0)
  const before = lost()
  for (const proxy of proxies) proxy.ambush({ kind: 'lost-answer', minBytes: LARGE.length })
  await work()
  await calm()
  expect(lost()).toBeGreaterThan(before)
}

async function calm(): Promise<void> {
  for (const proxy of proxies) await proxy.calm()
}

describe.skipIf(skipped !== '')(`what KafkaJS does to records${skipped}`, () => {
  it('B1: reuses a sequence after a lost answer, so that one acknowledged record is lost and another doubled', async () => {
    const topics = { kafkajs: await newTopic(1), ours: await newTopic(1) }
    const producer = await bare()
    const send = (letter: string) =>
      producer.send({ topic: topics.kafkajs, messages: [{ key: 'k', value: letter + LARGE }] })
    for (const letter of WARM_UP) await send(letter)
    await losingAnswer(() => Promise.all([send('a'), send('b')]))
    await producer.disconnect()

    await using mine = await ours(topics.ours)
    const own = (letter: string) => mine.send({ key: 'k', value: letter + LARGE })
    for (const letter of WARM_UP) await own(letter)
    await losingAnswer(() => Promise.all([own('a'), own('b')]))
    const [theirs, ourOwn] = await Promise.all([stored(topics.kafkajs), stored(topics.ours)])
    // Which of the two is lost depends on whose answer it was.
    expect(['aa', 'bb']).toContain(theirs[0]?.slice(WARM_UP.length))
    expect(ourOwn).toEqual([`${WARM_UP.join('')}ab`])
  })

  it('B2: sends a record without a key to another partition after a lost answer', async () => {
    const topics = { kafkajs: await newTopic(2), ours: await newTopic(2) }
    const producer = await bare()
    const send = (letter: string) =>
      producer.send({ topic: topics.kafkajs, messages: [{ value: letter + LARGE }] })
    for (const letter of WARM_UP) await send(letter)
    await losingAnswer(() => send('a'))
    await producer.disconnect()

    await using mine = await ours(topics.ours)
    const own = (letter: string) => mine.send({ value: letter + LARGE })
    for (const letter of WARM_UP) await own(letter)
    await losingAnswer(() => own('a'))
    const logs = await Promise.all([stored(topics.kafkajs), stored(topics.ours)])
    const copies = logs.map((log) => log.join('').split('a').length - 1)
    expect(copies).toEqual([2, 1])
  })

  it('B3: repeats to a sound broker what only another one failed to take', async () => {
    const topics = { kafkajs: await newTopic(3), ours: await newTopic(3) }
    const producer = await bare((key) => Number(key))
    const keys = [0, 1, 2]
    const theirs = (letter: string) =>
      producer.send({
        topic: topics.kafkajs,
        messages: keys.map((key) => ({ key: String(key), value: letter + LARGE })),
      })
    await using mine = await ours(topics.ours)
    const own = (letter: string) =>
      Promise.all(keys.map((partition) => mine.send({ partition, value: letter + LARGE })))
    for (const letter of WARM_UP) await Promise.all([theirs(letter), own(letter)])
    let sends = WARM_UP.length
    // Whether it does depends on the broker that it asks for metadata between the two: one of two, by chance.
    for (; sends < 30 && (await count(topics.kafkajs)) === 3 * sends; sends++) {
      for (const send of [theirs, own]) {
        await proxies[1]?.set({ latencyMs: 300 })
        proxies[0]?.ambush({ kind: 'lost-request', minBytes: LARGE.length })
        await send('a')
        await calm()
      }
    }
    await producer.disconnect()
    expect(await count(topics.kafkajs)).toBeGreaterThan(3 * sends)
    const once = WARM_UP.join('') + 'a'.repeat(sends - WARM_UP.length)
    expect(await stored(topics.ours)).toEqual(keys.map(() => once))
  })

  it('B19: fails sends that only wait in line for the metadata of a topic', async () => {
    const topics = { kafkajs: await newTopic(1), ours: await newTopic(1) }
    const requestTimeoutMs = 1_500
    const producer = newKafka(sandbox.brokers, requestTimeoutMs).producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    await using mine = await ours(topics.ours, { ...connection, requestTimeoutMs })
    for (const proxy of proxies) await proxy.set({ stalledAnswers: true })
    const messages = [{ key: 'k', value: 'v' }]
    const theirs = Array.from({ length: 20 }, () =>
      producer.send({ topic: topics.kafkajs, messages }),
    )
    const own = Array.from({ length: 20 }, () => mine.send({ key: 'k', value: 'v' }))
    const ends = Promise.allSettled(theirs)
    await sleep(2 * requestTimeoutMs)
    await calm()
    const failures = (await ends).flatMap((end) =>
      end.status === 'rejected' ? [(end.reason.cause ?? end.reason).name] : [],
    )
    expect(failures).toContain('KafkaJSLockTimeout')
    expect((await Promise.all(own)).map(({ offset }) => Number(offset))).toEqual([...own.keys()])
    await producer.disconnect()
  })
})
