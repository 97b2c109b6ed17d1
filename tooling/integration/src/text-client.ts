import { randomUUID } from 'node:crypto'
import {
  type ConsumedRecord,
  type Consumer,
  type ConsumerOptions,
  createConsumer,
  createProducer,
} from '@hops-kafka/kafka-client'
import type { Cluster } from './cluster.ts'
import { connectionOf, type PemConnection } from './connection-of.ts'

/** Text as bytes; the word `poison` cannot be decoded. */
export const text = {
  encode: (value: string): Uint8Array => Buffer.from(value),
  decode(bytes: Uint8Array, offset: number, end: number): string {
    const value = Buffer.from(bytes.subarray(offset, end)).toString()
    if (value === 'poison') throw new TypeError('poison is not text')
    return value
  },
}

/** Where to write. */
export interface Place {
  readonly partition?: number
  /** @default the value itself */
  readonly key?: (value: string) => string
}

/** What suites about records of text do again and again. */
export interface TextClient {
  readonly connection: PemConnection
  /** Makes a topic of a random name. */
  newTopic(partitions?: number): Promise<string>
  /** A consumer, in a group of its own by default. */
  consume(topic: string, options?: Partial<ConsumerOptions<string>>): Promise<Consumer<string>>
  produce(topic: string, values: readonly string[], place?: Place): Promise<void>
}

/** Reads and writes text on a cluster. */
export async function textClient(cluster: Cluster): Promise<TextClient> {
  const connection = await connectionOf(cluster)
  return {
    connection,
    async newTopic(partitions = 1) {
      const topic = `topic-${randomUUID()}`
      await cluster.createTopic(topic, { partitions })
      return topic
    },
    consume(topic, options = {}) {
      const groupId = options.groupId ?? `group-${randomUUID()}`
      return createConsumer(connection, { value: text, ...options, topic, groupId })
    },
    async produce(topic, values, { partition, key = (value: string) => value }: Place = {}) {
      await using producer = await createProducer(connection, { topic, value: text })
      const place = partition === undefined ? {} : { partition }
      await Promise.all(values.map((value) => producer.send({ key: key(value), value, ...place })))
    },
  }
}

/** The next records, each acknowledged. */
export async function take(
  consumer: Consumer<string>,
  count: number,
): Promise<ConsumedRecord<string>[]> {
  const records: ConsumedRecord<string>[] = []
  for await (const record of consumer) {
    records.push(record)
    consumer.ack(record)
    if (records.length === count) break
  }
  return records
}

/** So many values, in order. */
export const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => String(n))

/** How long something takes, in ms. */
export async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work
  return performance.now() - startedAt
}

/** Something that happens later. */
export function moment<T = void>() {
  let happen = (_value: T): void => {}
  const happened = new Promise<T>((resolve) => {
    happen = resolve
  })
  return { happen, happened }
}

/** How often, and how long, what takes a broker's time is looked at. */
export const POLL = { timeout: 20_000, interval: 50 }
