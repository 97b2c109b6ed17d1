import { randomUUID } from 'node:crypto'
import { AvroCodec } from '@hops-kafka/avro-codec'
import { type Consumer, createConsumer } from '@hops-kafka/kafka-client'
import { serveOrders } from '../produce/client-loop.ts'
import type { Order, Reading } from '../produce/setting.ts'
import { Stretch, topicOf } from './stretch.ts'

/** Reads as many records as it is told; the consumer commits as it does by default. */
type Read = (consumer: Consumer<Reading>, stretch: Stretch) => Promise<void>

/** Until what a join leaves to be compiled and collected is done. */
const SETTLE_MS = 2_000

await serveOrders(async (setting) => {
  const { brokers, tls, schema } = setting
  const value = new AvroCodec({ schemas: { schemaById: async () => schema } }).reader<Reading>()
  const connect = (topic: string): Promise<Consumer<Reading>> =>
    createConsumer<Reading>({ brokers, tls }, { topic, groupId: `bench-${randomUUID()}`, value })
  const reading = (read: Read) => async (order: Order) => {
    await using consumer = await connect(topicOf(setting, order))
    const stretch = new Stretch(order.operations)
    await read(consumer, stretch)
    return stretch.cost()
  }
  return {
    loop: reading(async (consumer, stretch) => {
      for await (const record of consumer) {
        consumer.ack(record)
        if (stretch.add(record.value?.value)) break
      }
    }),
    run: reading(async (consumer, stretch) => {
      await consumer.run((record) => {
        if (stretch.add(record.value?.value)) void consumer.close()
      })
    }),
    batches: reading(async (consumer, stretch) => {
      for await (const batch of consumer.batches()) {
        for (const reading of batch.values) if (stretch.add(reading?.value)) break
        consumer.ack(batch)
        if (stretch.isDone) break
      }
    }),
    async idle(order) {
      await using _ = await connect(setting.topic)
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      const before = process.cpuUsage()
      await new Promise((resolve) => setTimeout(resolve, order.operations))
      const { user, system } = process.cpuUsage(before)
      return { wallNs: order.operations * 1e6, cpuNs: (user + system) * 1e3 }
    },
  }
})
