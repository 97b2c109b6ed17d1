import avsc from 'avsc'
import { fetchPlatformatic } from '../peers/platformatic.ts'
import { awaited, serveOrders } from './client-loop.ts'
import { type Reading, recordsOf } from './setting.ts'

/** Without idempotence, which with several sends at once ended in OUT_OF_ORDER_SEQUENCE_NUMBER here. */
const BATCH = 2_000
const SENDS_IN_FLIGHT = 2

/** What is used of it. */
interface Platformatic {
  readonly Producer: new (
    options: object,
  ) => {
    send(options: { messages: readonly object[] }): Promise<unknown>
  }
}

const { Producer } = await fetchPlatformatic<Platformatic>()

await serveOrders(async ({ brokers, tls, topic, schema, schemaId }) => {
  const producer = new Producer({
    clientId: 'bench',
    bootstrapBrokers: [...brokers],
    tls: { ...tls },
    acks: -1,
    autocreateTopics: false,
  })
  const type = avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema, { logicalTypes: {} })
  const buffer = Buffer.alloc(4_096)
  buffer.writeInt32BE(schemaId, 1)
  const encode = (value: Reading): Buffer =>
    Buffer.from(buffer.subarray(0, type.encode(value, buffer, 5)))
  return {
    async batches(order) {
      const { keys, values } = recordsOf(order)
      // Its messages go as they are given: a megabyte is what the broker takes in one.
      const batch = order.idLength > 0 ? 200 : BATCH
      const under = new Set<Promise<unknown>>()
      for (let from = 0; from < order.operations; from += batch) {
        const messages = []
        for (let nth = from; nth < Math.min(from + batch, order.operations); nth++) {
          const key = Buffer.from(keys[nth % keys.length] as string)
          messages.push({ topic, key, value: encode(values[nth & 1_023] as Reading) })
        }
        const sending: Promise<unknown> = producer
          .send({ messages })
          .finally(() => under.delete(sending))
        under.add(sending)
        if (under.size >= SENDS_IN_FLIGHT) await Promise.race(under)
      }
      await Promise.all(under)
      return undefined
    },
    awaited(order) {
      const { values } = recordsOf(order)
      const key = Buffer.from('sensor0')
      return awaited(order, (nth) =>
        producer.send({
          messages: [{ topic, key, value: encode(values[nth & 1_023] as Reading) }],
        }),
      )
    },
  }
})
