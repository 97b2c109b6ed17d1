import { randomUUID } from 'node:crypto'
import avsc from 'avsc'
import { fetchPlatformatic } from '../peers/platformatic.ts'
import { serveOrders } from '../produce/client-loop.ts'
import type { Reading } from '../produce/setting.ts'
import { Stretch, topicOf } from './stretch.ts'

const FRAME_BYTES = 5

/** What is used of it. */
interface Platformatic {
  readonly Consumer: new (
    options: object,
  ) => {
    consume(options: object): Promise<AsyncIterable<{ readonly value: Buffer }>>
    close(force: boolean): Promise<void>
  }
}

const { Consumer } = await fetchPlatformatic<Platformatic>()

await serveOrders(async (setting) => {
  const { brokers, tls, schema } = setting
  const type = avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema, { logicalTypes: {} })
  return {
    async loop(order) {
      const consumer = new Consumer({
        clientId: 'bench',
        groupId: `bench-${randomUUID()}`,
        bootstrapBrokers: [...brokers],
        tls: { ...tls },
        autocommit: 1_000,
      })
      const stretch = new Stretch(order.operations)
      const topics = [topicOf(setting, order)]
      for await (const { value } of await consumer.consume({ topics, mode: 'earliest' })) {
        if (stretch.add((type.decode(value, FRAME_BYTES).value as Reading).value)) break
      }
      await consumer.close(true)
      return stretch.cost()
    },
  }
})
