// Connects a producer and a consumer, lets them be, and tells what that costs: `idle-client.ts bare|ours CONFIG BROKER TOPIC MS`.
import { setTimeout as sleep } from 'node:timers/promises'
import { createConsumer, createProducer } from '@hops-kafka/kafka-client'
import kafkajs from 'kafkajs'
import { connectionOf, type PemConnection } from '../connection-of.ts'

/** What an idle client cost. */
export interface IdleCost {
  /** Milliseconds of CPU in each second. */
  readonly cpuMsPerSecond: number
  /** Timers that fired in each second. */
  readonly timersPerSecond: number
  /** Timers that were given a time in the past, of which Node 24 warns. */
  readonly negativeTimers: number
}

interface Client {
  close(): Promise<unknown>
}

const counted = { fired: 0, negative: 0 }
countTimers()
const [kind = '', configFile = '', broker = '', topic = '', ms = ''] = process.argv.slice(2)
const connection = await connectionOf({ configFile, brokers: [broker] })
const client = kind === 'bare' ? await bare(connection) : await ours(connection)
// What a start leaves to be done is not idleness.
await sleep(1_500)
const cost = await measure(Number(ms))
await client.close()
process.stdout.write(JSON.stringify(cost))
process.exit(0)

async function measure(forMs: number): Promise<IdleCost> {
  counted.fired = 0
  const cpu = process.cpuUsage()
  const began = performance.now()
  await sleep(forMs)
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - began) / 1_000
  return {
    cpuMsPerSecond: (user + system) / 1_000 / seconds,
    timersPerSecond: counted.fired / seconds,
    negativeTimers: counted.negative,
  }
}

/** As an application has them: the one has sent a record, the other has read it. */
async function ours(to: PemConnection): Promise<Client> {
  const value = {
    encode: (text: string): Uint8Array => Buffer.from(text),
    decode: (bytes: Uint8Array, at: number, end: number): string =>
      Buffer.from(bytes.subarray(at, end)).toString(),
  }
  const producer = await createProducer(to, { topic, value })
  await producer.send({ value: 'one' })
  const consumer = await createConsumer(to, { topic, groupId: 'idle-ours', value })
  const reading = consumer[Symbol.asyncIterator]()
  await reading.next()
  void reading.next()
  return { close: () => Promise.all([producer.close(), consumer.close()]) }
}

async function bare({ brokers, tls }: PemConnection): Promise<Client> {
  const { key, cert, ca, passphrase } = tls
  const kafka = new kafkajs.Kafka({
    brokers: [...brokers],
    ssl: { key, cert, ca, passphrase, servername: 'localhost' },
    connectionTimeout: 10_000,
  })
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic, messages: [{ value: 'one' }] })
  const consumer = kafka.consumer({ groupId: 'idle-bare' })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer.run({ eachMessage: async () => resolve() }).catch(reject)
  })
  return { close: async () => {} }
}

function countTimers(): void {
  const { setTimeout: after, setInterval: every } = globalThis
  const count =
    <A extends unknown[]>(run: (...args: A) => void, delay = 0) =>
    (...args: A): void => {
      counted.fired++
      if (delay < 0) counted.negative++
      run(...args)
    }
  const counting = <A extends unknown[]>(run: (...args: A) => void, delay?: number, ...args: A) =>
    after(count(run, delay), delay, ...args)
  const countingEvery = <A extends unknown[]>(
    run: (...args: A) => void,
    delay?: number,
    ...args: A
  ) => every(count(run, delay), delay, ...args)
  globalThis.setTimeout = Object.assign(counting, after) as typeof setTimeout
  globalThis.setInterval = Object.assign(countingEvery, every) as typeof setInterval
}
