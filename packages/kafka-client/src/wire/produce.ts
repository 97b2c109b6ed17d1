import type { WireRequest } from '../kafkajs-internals.ts'
import { ByteReader } from './byte-reader.ts'
import { RequestBody, type RequestMemory } from './request-body.ts'

// Produce, version 7: from Kafka 2.1 on, with every compression (Kafka protocol guide, "Produce API").

export const PRODUCE = { apiKey: 0, apiVersion: 7, apiName: 'Produce' } as const

/** The whole batch for one partition. */
export interface PartitionData {
  readonly topic: string
  readonly partition: number
  readonly bytes: Buffer
}

/** What became of a batch. */
export interface PartitionAnswer {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  /** Offset of its first record, -1 where the broker knows only that it has it already. */
  readonly baseOffset: bigint
  /** Milliseconds since the epoch where the topic says LogAppendTime, else -1. */
  readonly logAppendTime: number
}

/** The answer to a Produce request. */
export interface ProduceAnswer {
  readonly partitions: readonly PartitionAnswer[]
  readonly throttleMs: number
}

/** A Produce request that is answered once all in-sync replicas have the batches, within `timeoutMs`. */
export function produceRequest(
  batches: readonly PartitionData[],
  timeoutMs: number,
  memory: RequestMemory,
): WireRequest<ProduceAnswer> & { readonly body: RequestBody } {
  const body = requestBody(batches, timeoutMs, memory)
  return { ...PRODUCE, body, decode: readProduceAnswer }
}

function requestBody(
  batches: readonly PartitionData[],
  timeoutMs: number,
  memory: RequestMemory,
): RequestBody {
  const topics = new Map<string, PartitionData[]>()
  let size = 2 + 2 + 4 + 4
  for (const batch of batches) {
    const known = topics.get(batch.topic)
    if (known === undefined) {
      topics.set(batch.topic, [batch])
      size += 2 + Buffer.byteLength(batch.topic) + 4
    } else known.push(batch)
    size += 4 + 4 + batch.bytes.length
  }
  const body = new RequestBody(size, memory)
  const bytes = body.buffer
  let at = bytes.writeInt16BE(-1, 0)
  at = bytes.writeInt16BE(-1, at)
  at = bytes.writeInt32BE(timeoutMs, at)
  at = bytes.writeInt32BE(topics.size, at)
  for (const [topic, partitions] of topics) {
    at = bytes.writeInt16BE(Buffer.byteLength(topic), at)
    at += bytes.write(topic, at)
    at = bytes.writeInt32BE(partitions.length, at)
    for (const { partition, bytes: batch } of partitions) {
      at = bytes.writeInt32BE(partition, at)
      at = bytes.writeInt32BE(batch.length, at)
      at += batch.copy(bytes, at)
    }
  }
  return body
}

/** @throws Error for an answer that ends early */
export function readProduceAnswer(bytes: Buffer): ProduceAnswer {
  const reader = new ByteReader(bytes)
  const topics = reader.array(() => {
    const topic = reader.text() ?? ''
    return reader.array(() => {
      const partition = reader.int32()
      const errorCode = reader.int16()
      const baseOffset = reader.int64()
      const logAppendTime = Number(reader.int64())
      reader.int64() // where the log starts
      return { topic, partition, errorCode, baseOffset, logAppendTime }
    })
  })
  return { partitions: topics.flat(), throttleMs: reader.int32() }
}
