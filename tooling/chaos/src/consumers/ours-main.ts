/** The process of our own consumer; see {@link ConsumeJob}. */
import {
  type ConsumedRecord,
  createConsumer,
  createProducer,
  type KafkaConnection,
} from '@hops-kafka/kafka-client'
import { readJob } from '../processes/read-job.ts'
import type { ConsumeJob } from './consume-job.ts'
import { HandledLines } from './handled-lines.ts'

type Taken = ConsumedRecord<Uint8Array>

/** Records that are sent on before their acknowledgements are waited for. */
const SENT_TOGETHER = 500
const TOGETHER_MS = 20

const job = await readJob<ConsumeJob>()
const { access, topic, groupId } = job
const connection: KafkaConnection = {
  brokers: access.brokers,
  tls: { ca: access.ca, cert: access.cert, key: access.key },
}
const raw = {
  encode: (value: Uint8Array) => value,
  decode: (bytes: Uint8Array, offset: number, end: number) => bytes.slice(offset, end),
}
const lines = new HandledLines()
const consumer = await createConsumer(connection, {
  topic,
  groupId,
  value: raw,
  onAssignment: () => lines.joined(),
})
await (job.sendOnTo === undefined ? handle() : sendOn(job.sendOnTo))
await consumer.close()
lines.flush()

async function handle(): Promise<void> {
  process.once('SIGTERM', () => void consumer.close())
  for await (const record of consumer) finish(record)
}

async function sendOn(target: string): Promise<void> {
  await using producer = await createProducer(connection, { topic: target, value: raw })
  let taken: Taken[] = []
  let sent: PromiseLike<unknown>[] = []
  let settled = Promise.resolve()
  // One after another: to acknowledge a record is to say that all before it are handled.
  const settle = (): Promise<void> => {
    const [records, deliveries] = [taken, sent]
    taken = []
    sent = []
    settled = settled.then(async () => {
      await Promise.all(deliveries)
      for (const record of records) finish(record)
    })
    return settled
  }
  process.once('SIGTERM', () => void settle().then(() => consumer.close()))
  for await (const record of consumer) {
    taken.push(record)
    sent.push(producer.send({ key: record.key, value: record.value }))
    if (taken.length === 1) setTimeout(settle, TOGETHER_MS)
    if (taken.length >= SENT_TOGETHER) await settle()
  }
  await settle()
}

function finish(record: Taken): void {
  consumer.ack(record)
  lines.handled(record.partition, record.offset, record.value ?? new Uint8Array())
}
