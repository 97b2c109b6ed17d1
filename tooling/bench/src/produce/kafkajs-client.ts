import avsc from 'avsc'
import kafkajs, { type Message, type Producer } from 'kafkajs'
import { awaited, idle, serveOrders } from './client-loop.ts'
import { type Order, type Reading, recordsOf } from './setting.ts'

/** About here KafkaJS costs least per record: it groups in time quadratic to a batch. */
const BATCH = 500
const OUTSTANDING = 10_000
const SENDS_IN_FLIGHT = 8

await serveOrders(async (setting) => {
  const { ca, cert, key, passphrase } = setting.tls
  const kafka = new kafkajs.Kafka({
    brokers: [...setting.brokers],
    ssl: { ca, cert, key, passphrase },
    logLevel: kafkajs.logLevel.NOTHING,
  })
  const connect = async (): Promise<Producer> => {
    const producer = kafka.producer({
      idempotent: true,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    return producer
  }
  const producer = await connect()
  const encode = encoder(setting.schema, setting.schemaId)
  const { topic } = setting
  const send = (messages: Message[]) => producer.send({ topic, acks: -1, messages })
  const partition = kafkajs.Partitioners.DefaultPartitioner()
  const metadata = Array.from({ length: setting.partitions }, (_, partitionId) => ({ partitionId }))
  const partitionOf = (key: string): number =>
    partition({ topic, partitionMetadata: metadata as never, message: { key, value: null } })

  return {
    /** What its documentation shows: batches of messages, some sends at once. */
    async bare(order) {
      const under = new Set<Promise<unknown>>()
      for (const messages of batches(order, encode)) {
        const sending: Promise<unknown> = send(messages).finally(() => under.delete(sending))
        under.add(sending)
        if (under.size >= SENDS_IN_FLIGHT) await Promise.race(under)
      }
      await Promise.all(under)
      return undefined
    },
    async accumulator(order) {
      await accumulate(order, { encode, send, partitionOf })
      return undefined
    },
    awaited(order) {
      const { keys, values } = recordsOf(order)
      return awaited(order, (nth) =>
        send([{ key: keys[0] as string, value: encode(values[nth & 1_023] as Reading) }]),
      )
    },
    idle,
    async close() {
      const other = await connect()
      await other.send({ topic, acks: -1, messages: [{ key: 'k', value: 'v' }] })
      const started = performance.now()
      await other.disconnect()
      return { wallNs: (performance.now() - started) * 1e6 }
    },
  }
})

type Encode = (value: Reading) => Buffer

/** The registry's frame, written at once with the datum. */
function encoder(schema: string, schemaId: number): Encode {
  const type = avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema, { logicalTypes: {} })
  const buffer = Buffer.alloc(4_096)
  buffer.writeInt32BE(schemaId, 1)
  return (value) => {
    const end = type.encode(value, buffer, 5)
    if (end < 0) throw new Error('the record is too large')
    return Buffer.from(buffer.subarray(0, end))
  }
}

function* batches(order: Order, encode: Encode): Generator<Message[]> {
  const { keys, values } = recordsOf(order)
  for (let from = 0; from < order.operations; from += BATCH) {
    const messages: Message[] = []
    for (let nth = from; nth < Math.min(from + BATCH, order.operations); nth++) {
      messages.push({
        key: keys[nth % keys.length] as string,
        value: encode(values[nth & 1_023] as Reading),
      })
    }
    yield messages
  }
}

interface Accumulating {
  readonly encode: Encode
  readonly send: (messages: Message[]) => Promise<unknown>
  readonly partitionOf: (key: string) => number
}

/** A promise a record; per partition one batch under way, and what comes meanwhile makes the next one. */
async function accumulate(
  order: Order,
  { encode, send, partitionOf }: Accumulating,
): Promise<void> {
  const { keys, values } = recordsOf(order)
  const partitions = new Map<string, number>()
  const lanes = new Map<number, { messages: Message[]; resolves: (() => void)[]; busy: boolean }>()
  let open = 0
  let wake = (): void => {}
  const run = async (lane: { messages: Message[]; resolves: (() => void)[]; busy: boolean }) => {
    lane.busy = true
    await Promise.resolve()
    while (lane.messages.length > 0) {
      const messages = lane.messages.splice(0, BATCH)
      const resolves = lane.resolves.splice(0, BATCH)
      await send(messages)
      for (const resolve of resolves) resolve()
      open -= messages.length
      wake()
    }
    lane.busy = false
  }
  let delivered = 0
  const count = (): void => {
    delivered++
  }
  for (let nth = 0; nth < order.operations; nth++) {
    while (open >= OUTSTANDING) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const key = keys[nth % keys.length] as string
    const partition = partitions.get(key) ?? partitionOf(key)
    partitions.set(key, partition)
    const lane = lanes.get(partition) ?? { messages: [], resolves: [], busy: false }
    lanes.set(partition, lane)
    lane.messages.push({ key, partition, value: encode(values[nth & 1_023] as Reading) })
    // As a program would: each record's promise is awaited.
    void new Promise<void>((resolve) => lane.resolves.push(resolve)).then(count)
    open++
    if (!lane.busy) void run(lane)
  }
  while (open > 0) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  await new Promise((resolve) => setImmediate(resolve))
  if (delivered !== order.operations) throw new Error(`${delivered} of ${order.operations}`)
}
