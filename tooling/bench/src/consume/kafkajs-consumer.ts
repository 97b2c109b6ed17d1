import { randomUUID } from 'node:crypto'
import avsc from 'avsc'
import kafkajs, { type Consumer, type ConsumerRunConfig, type KafkaMessage } from 'kafkajs'
import { serveOrders } from '../produce/client-loop.ts'
import type { Order, Reading } from '../produce/setting.ts'
import { Stretch, topicOf } from './stretch.ts'

const FRAME_BYTES = 5

/** Until what a join leaves to be compiled and collected is done. */
const SETTLE_MS = 2_000

await serveOrders(async (setting) => {
  const { brokers, tls, schema } = setting
  const kafka = new kafkajs.Kafka({
    brokers: [...brokers],
    ssl: { ...tls },
    logLevel: kafkajs.logLevel.NOTHING,
  })
  const type = avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema, { logicalTypes: {} })
  const decode = ({ value }: KafkaMessage): Reading =>
    type.decode(value as Buffer, FRAME_BYTES).value as Reading
  const connect = async (topic: string): Promise<Consumer> => {
    const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}` })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    return consumer
  }
  /** As KafkaJS does by default: it commits after every batch. */
  const reading = (handlers: (add: (message: KafkaMessage) => boolean) => ConsumerRunConfig) =>
    async function read(order: Order) {
      const consumer = await connect(topicOf(setting, order))
      const stretch = new Stretch(order.operations)
      await new Promise<void>((resolve, reject) => {
        const add = (message: KafkaMessage): boolean => {
          const isLast = stretch.add(decode(message).value)
          if (isLast) resolve()
          return isLast
        }
        consumer.run(handlers(add)).catch(reject)
      })
      await consumer.disconnect()
      return stretch.cost()
    }
  return {
    eachMessage: reading((add) => ({ eachMessage: async ({ message }) => void add(message) })),
    eachBatch: reading((add) => ({
      async eachBatch({ batch }) {
        for (const message of batch.messages) if (add(message)) break
      },
    })),
    async idle(order) {
      const consumer = await connect(setting.topic)
      await consumer.run({ eachMessage: async () => {} })
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      const before = process.cpuUsage()
      await new Promise((resolve) => setTimeout(resolve, order.operations))
      const { user, system } = process.cpuUsage(before)
      await consumer.disconnect()
      return { wallNs: order.operations * 1e6, cpuNs: (user + system) * 1e3 }
    },
  }
})
