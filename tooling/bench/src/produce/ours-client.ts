import { AvroCodec } from '@hops-kafka/avro-codec'
import { createProducer, type Producer, type ProducerOptions } from '@hops-kafka/kafka-client'
import { awaited, idle, serveOrders, type Task } from './client-loop.ts'
import { type Reading, recordsOf } from './setting.ts'

const ONE = { task: 'close', operations: 1, keys: 1, idLength: 0 }

await serveOrders(async (setting) => {
  const { brokers, tls, topic, schema, schemaId } = setting
  const codec = new AvroCodec({ schemas: { schemaById: async () => schema } })
  const value = await codec.writer<Reading>({ id: schemaId })
  const connect = (options: Partial<ProducerOptions<Reading>>): Promise<Producer<Reading>> =>
    createProducer<Reading>({ brokers, tls }, { topic, value, idempotent: true, ...options })
  const [handles, told, unsafe] = await Promise.all([
    connect({}),
    // Garbage collection is what an object for each record costs: the fewer wait, the less.
    connect({ bufferBytes: 1_048_576, onDelivery: () => {} }),
    connect({ idempotent: false }),
  ])
  const promises = await connect({ bufferBytes: 262_144 })
  return {
    handle: streaming(handles),
    callback: streaming(told),
    'not idempotent': streaming(unsafe),
    promise: promising(promises),
    awaited: (order) => {
      const { keys, values } = recordsOf(order)
      return awaited(order, (nth) => handles.send(record(keys, values, nth)))
    },
    idle,
    close: async () => {
      const producer = await connect({})
      await producer.send({ key: 'k', value: recordsOf(ONE).values[0] as Reading })
      return closing(producer)
    },
  }
})

function record(keys: readonly string[], values: readonly Reading[], nth: number) {
  return { key: keys[nth % keys.length] as string, value: values[nth & 1_023] as Reading }
}

function streaming(producer: Producer<Reading>): Task {
  return async (order) => {
    const { keys, values } = recordsOf(order)
    for (let nth = 0; nth < order.operations; nth++) {
      while (producer.trySend(record(keys, values, nth)) === undefined) await producer.ready()
    }
    await producer.flush()
    return undefined
  }
}

function promising(producer: Producer<Reading>): Task {
  return async (order) => {
    const { keys, values } = recordsOf(order)
    let delivered = 0
    const count = (): void => {
      delivered++
    }
    for (let nth = 0; nth < order.operations; nth++) {
      let handle = producer.trySend(record(keys, values, nth))
      while (handle === undefined) {
        await producer.ready()
        handle = producer.trySend(record(keys, values, nth))
      }
      void handle.then(count)
    }
    await producer.flush()
    await new Promise((resolve) => setImmediate(resolve))
    if (delivered !== order.operations) throw new Error(`${delivered} of ${order.operations}`)
    return undefined
  }
}

async function closing(producer: Producer<Reading>): Promise<{ readonly wallNs: number }> {
  const started = performance.now()
  await producer.close()
  return { wallNs: (performance.now() - started) * 1e6 }
}
