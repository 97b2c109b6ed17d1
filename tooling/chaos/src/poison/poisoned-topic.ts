import { createProducer, type KafkaConnection } from '@hops-kafka/kafka-client'
import type { ChaosCluster } from '../cluster/chaos-cluster.ts'

/** Why a record is bad: its bytes cannot be decoded, or the handler throws. */
export type Poison = 'bytes' | 'handler'

/** A bad record where it was stored. */
export interface BadRecord {
  readonly id: number
  readonly poison: Poison
  readonly partition: number
  readonly offset: number
  readonly key: string
  readonly value: Buffer
  readonly timestamp: number
}

/** A topic of numbered records of which some are bad. */
export interface PoisonedTopic {
  readonly cluster: ChaosCluster
  readonly connection: KafkaConnection
  readonly topic: string
  readonly count: number
  readonly bad: readonly BadRecord[]
  /** By partition: how many records it has, and the first bad one of it. */
  readonly partitions: readonly PartitionContent[]
}

/** What a partition holds. */
export interface PartitionContent {
  readonly records: number
  readonly firstBad: number | undefined
}

/** One in so many is bad, by its bytes and by the handler in turn. */
const EVERY = 1_000
const PARTITIONS = 6
/** No divisor of {@link EVERY}: bad records are to have every key. */
const KEYS = 7
/** No text in UTF-8 begins so. */
const NOT_TEXT = 0xff

/** Of the record's own headers, the one that names it. */
export const ID_HEADER = 'id'

/** What a record is, by its number. */
export function poisonOf(id: number): Poison | undefined {
  if (id % EVERY !== EVERY / 2) return undefined
  return Math.floor(id / EVERY) % 2 === 0 ? 'bytes' : 'handler'
}

/** The number in a value. @throws for bytes that are no text, as a deserializer does */
export function decodeNumber(bytes: Uint8Array, offset: number, end: number): number {
  if (bytes[offset] === NOT_TEXT) throw new Error('no text')
  return Number(Buffer.from(bytes.buffer, bytes.byteOffset + offset, end - offset).toString())
}

/** Makes one. */
export async function poisonedTopic(cluster: ChaosCluster, count: number): Promise<PoisonedTopic> {
  const { brokers, ca, cert, key } = cluster.direct
  const connection: KafkaConnection = { brokers, tls: { ca, cert, key } }
  const topic = await cluster.newTopic(PARTITIONS)
  await using producer = await createProducer(connection, { topic, value: RAW })
  const timestamp = Date.now()
  const sent = Array.from({ length: count }, (_, id) => {
    const headers = [{ key: ID_HEADER, value: String(id) }]
    return producer.send({ key: keyOf(id), value: valueBytes(id), timestamp, headers })
  })
  const places = await Promise.all(sent)
  const bad = places.flatMap(({ partition, offset }, id): BadRecord[] => {
    const poison = poisonOf(id)
    if (poison === undefined) return []
    const content = { key: keyOf(id), value: valueBytes(id), timestamp }
    return [{ id, poison, partition, offset: Number(offset), ...content }]
  })
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({
    records: places.filter((place) => place.partition === partition).length,
    firstBad: bad.find((record) => record.partition === partition)?.offset,
  }))
  return { cluster, connection, topic, count, bad, partitions }
}

/** By partition: where it stops when a bad record is not passed over. */
export function stops({ partitions }: PoisonedTopic): Map<number, number> {
  return new Map(partitions.map(({ firstBad, records }, at) => [at, firstBad ?? records]))
}

/** How many partitions have a bad record. */
export function stopped({ partitions }: PoisonedTopic): number {
  return partitions.filter(({ firstBad }) => firstBad !== undefined).length
}

/** By partition: its end. */
export function ends({ partitions }: PoisonedTopic): Map<number, number> {
  return new Map(partitions.map(({ records }, partition) => [partition, records]))
}

function keyOf(id: number): string {
  return `key${id % KEYS}`
}

const RAW = { encode: (value: Uint8Array): Uint8Array => value }

function valueBytes(id: number): Buffer {
  const text = Buffer.from(String(id))
  return poisonOf(id) === 'bytes' ? Buffer.concat([Buffer.of(NOT_TEXT), text]) : text
}
