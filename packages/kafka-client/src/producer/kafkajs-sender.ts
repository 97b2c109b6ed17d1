import kafkajs, { type ICustomPartitioner, type Kafka, type Message, type Producer } from 'kafkajs'
import { KAFKAJS_RETRY } from '../connection/cluster.ts'
import { KafkaError } from '../errors.ts'
import type { Partitioner } from './partitioner.ts'
import type { Attempt, PendingRecord } from './pending-record.ts'

/** A KafkaJS producer that neither moves a record to another partition nor retries a send by itself. */
export function newKafkajsProducer(kafka: Kafka, partitioner: Partitioner): Producer {
  return kafka.producer({
    allowAutoTopicCreation: false,
    idempotent: false,
    createPartitioner: keepPartition(partitioner),
    retry: { ...KAFKAJS_RETRY, retries: 0 },
  })
}

/** One KafkaJS `send` a batch: one partition, so one leader, and no second copy at another (B3). */
export function kafkajsAttempt(producer: Producer, topic: string): Attempt {
  return async (partition, records) => {
    const messages = records.map((record) => toMessage(record, partition))
    const results = await producer.send({ topic, acks: -1, messages })
    const result = results.find((each) => each.partition === partition && each.errorCode === 0)
    // KafkaJS resolves with nothing when its metadata lacks the partition: that is no acknowledgement.
    if (result?.baseOffset === undefined) throw unacknowledged(topic, partition)
    return {
      baseOffset: BigInt(result.baseOffset),
      logAppendTime: Number(result.logAppendTime ?? -1),
    }
  }
}

/** Keeps each record where it was put, learns of added partitions, and has lacking metadata refreshed. */
function keepPartition(partitioner: Partitioner): ICustomPartitioner {
  return () =>
    ({ topic, partitionMetadata, message }) => {
      const partition = message.partition ?? 0
      partitioner.grow(partitionMetadata.length)
      if (partitionMetadata.some(({ partitionId }) => partitionId === partition)) return partition
      // The one kind of error after which KafkaJS's send refreshes its metadata.
      const text = `the cluster does not list partition ${partition} of topic '${topic}'`
      const details = { type: 'UNKNOWN_TOPIC_OR_PARTITION', code: 3, retriable: true }
      throw new kafkajs.KafkaJSProtocolError(Object.assign(new Error(text), details))
    }
}

function toMessage({ key, value, headers, timestamp }: PendingRecord, partition: number): Message {
  const message = { key, value, partition, timestamp: String(timestamp) }
  return headers.length === 0 ? message : { ...message, headers: toHeaders(headers) }
}

function toHeaders(headers: PendingRecord['headers']): Record<string, Buffer[]> {
  const byKey = new Map<string, Buffer[]>()
  for (const { key, value } of headers) {
    const values = byKey.get(key)
    if (values === undefined) byKey.set(key, [value])
    else values.push(value)
  }
  return Object.fromEntries(byKey)
}

function unacknowledged(topic: string, partition: number): KafkaError {
  return new KafkaError('ERR_KAFKA_PROTOCOL', {
    what: `no acknowledgement from topic '${topic}'`,
    because: `the answer lacks partition ${partition}`,
    fix: 'Wait for the next attempt',
    retriable: true,
  })
}
