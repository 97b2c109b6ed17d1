import type { WireRequest } from '../kafkajs-internals.ts'
import { ByteReader } from './byte-reader.ts'

// Metadata, version 4: from Kafka 1.0 on (Kafka protocol guide, "Metadata API"). Ours tells of each topic and partition
// by itself; KafkaJS's fails as a whole where one of them has an error.

/** A partition, and the broker that leads it; -1 while there is none. */
export interface PartitionLeader {
  readonly partition: number
  readonly leader: number
}

/** What the cluster says of a topic. */
export interface TopicMetadata {
  readonly topic: string
  readonly errorCode: number
  readonly partitions: readonly PartitionLeader[]
}

/** The answer to a Metadata request. */
export interface Metadata {
  readonly brokers: readonly { readonly id: number; readonly host: string; readonly port: number }[]
  readonly topics: readonly TopicMetadata[]
  readonly throttleMs: number
}

/** Asks for topics, none of which is created by it. */
export function metadataRequest(topics: readonly string[]): WireRequest<Metadata> {
  const names = topics.map((topic) => Buffer.from(topic))
  const size = names.reduce((sum, { length }) => sum + 2 + length, 4 + 1)
  const body = Buffer.alloc(size)
  let at = body.writeInt32BE(topics.length, 0)
  for (const name of names) {
    at = body.writeInt16BE(name.length, at)
    at += name.copy(body, at)
  }
  return { apiKey: 3, apiVersion: 4, apiName: 'Metadata', body, decode: readMetadata }
}

function readMetadata(bytes: Buffer): Metadata {
  const reader = new ByteReader(bytes)
  const throttleMs = reader.int32()
  const brokers = reader.array(() => {
    const broker = { id: reader.int32(), host: reader.text() ?? '', port: reader.int32() }
    reader.text() // its rack
    return broker
  })
  reader.text() // the cluster's id
  reader.int32() // the controller
  const topics = reader.array(() => {
    const errorCode = reader.int16()
    const topic = reader.text() ?? ''
    reader.int8() // whether it is one of Kafka's own
    return { errorCode, topic, partitions: reader.array(() => readPartition(reader)) }
  })
  return { brokers, topics, throttleMs }
}

function readPartition(reader: ByteReader): PartitionLeader {
  reader.int16() // no leader, or a replica that is down: the leader's number says it, too
  const partition = reader.int32()
  const leader = reader.int32()
  reader.array(() => reader.int32()) // replicas
  reader.array(() => reader.int32()) // those in sync
  return { partition, leader }
}
