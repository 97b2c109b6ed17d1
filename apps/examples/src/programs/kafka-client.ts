import { randomUUID } from 'node:crypto'
import { createConsumer, createProducer, type KafkaConnection } from '@hops-kafka/kafka-client'
import type { Example } from '../example.ts'
import { pemOf } from '../pem-of.ts'

const json = {
  encode: (value: { run: string; number: number }): Uint8Array =>
    Buffer.from(JSON.stringify(value)),
  decode: (bytes: Uint8Array, offset: number, end: number): { run: string; number: number } =>
    JSON.parse(Buffer.from(bytes.subarray(offset, end)).toString('utf8')),
}

/** Writes JSON to a topic and reads it back, with PEM texts and brokers alone: no registry, no config.toml. */
export async function run({ settings, count = 3, print }: Example): Promise<void> {
  const { brokers, serverName, topic } = settings.kafka
  const connection: KafkaConnection = {
    brokers,
    tls: { ...(await pemOf(settings)), serverName },
  }
  const id = randomUUID()
  // Before anything is sent: 'latest' is the end at this moment.
  await using consumer = await createConsumer(connection, {
    ...{ topic, groupId: `${settings.kafka.groupId ?? 'examples'}-${id}`, value: json },
    start: 'latest',
    onFailure: 'skip',
  })
  await using producer = await createProducer(connection, { topic, value: json })
  for (let number = 0; number < count; number++) {
    await producer.send({ key: id, value: { run: id, number } })
  }
  let read = 0
  for await (const { partition, offset, value } of consumer) {
    if (value?.run !== id) continue
    print(`partition ${partition}, offset ${offset}: number ${value.number}`)
    read += 1
    if (read === count) break
  }
}
