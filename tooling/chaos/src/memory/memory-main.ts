/** The process whose memory is looked at; see {@link MemoryJob}. Node has to be started with `--expose-gc`. */
import {
  type Consumer,
  createConsumer,
  createProducer,
  type KafkaConnection,
} from '@hops-kafka/kafka-client'
import { readJob } from '../processes/read-job.ts'
import type { MemoryJob } from './memory-job.ts'

const KEYS = 8
/** As many as the guide's record has with its frame. */
const VALUE = Buffer.alloc(29, 'x')
/** Records that are sent between two looks at the network. */
const SENT_TOGETHER = 1_000

const { access, topic, passage, count } = await readJob<MemoryJob>()
const connection: KafkaConnection = {
  brokers: access.brokers,
  tls: { ca: access.ca, cert: access.cert, key: access.key },
}
const raw = {
  encode: (value: Uint8Array) => value,
  decode: (bytes: Uint8Array, offset: number, end: number) => bytes.subarray(offset, end).length,
}
const tenth = Math.ceil(count / 10)
let passed = 0

if (passage === 'sent') await send()
else await read()

async function send(): Promise<void> {
  await using producer = await createProducer(connection, { topic, value: raw })
  for (let id = 0; id < count; ) {
    const handle = producer.trySend({ key: `key${id % KEYS}`, value: VALUE })
    if (handle === undefined) {
      await producer.ready()
      continue
    }
    id += 1
    pass(1)
    if (id % SENT_TOGETHER === 0) await handle
  }
}

async function read(): Promise<void> {
  const groupId = `chaos-${crypto.randomUUID()}`
  await using consumer = await createConsumer(connection, { topic, groupId, value: raw })
  await (passage === 'read one by one' ? readRecords(consumer) : readBatches(consumer))
}

async function readRecords(consumer: Consumer<number>): Promise<void> {
  for await (const record of consumer) {
    consumer.ack(record)
    pass(1)
    if (passed >= count) return
  }
}

async function readBatches(consumer: Consumer<number>): Promise<void> {
  for await (const batch of consumer.batches()) {
    consumer.ack(batch)
    pass(batch.values.length)
    if (passed >= count) return
  }
}

/** Counts records, and tells of the memory after each tenth of them. */
function pass(records: number): void {
  const before = Math.floor(passed / tenth)
  passed += records
  if (Math.floor(passed / tenth) === before && passed < count) return
  const { rss } = process.memoryUsage()
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  process.stdout.write(`m ${passed} ${rss} ${heapUsed + arrayBuffers}\n`)
}
