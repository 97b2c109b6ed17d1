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
const leaving = new AbortController()
process.once('SIGTERM', () => leaving.abort())
const consumer = await createConsumer(connection, {
  topic,
  groupId,
  value: raw,
  onAssignment: () => lines.joined(),
})
leaving.signal.addEventListener('abort', () => void consumer.close())
if (leaving.signal.aborted) await consumer.close()
await (job.sendOnTo === undefined ? handle() : sendOn(job.sendOnTo))
await consumer.close()
lines.flush()

async function handle(): Promise<void> {
  for await (const record of consumer) finish(record)
}

async function sendOn(target: string): Promise<void> {
  await using producer = await createProducer(connection, { topic: target, value: raw })
  let taken: Taken[] = []
  let sent: PromiseLike<unknown>[] = []
  const settle = async (): Promise<void> => {
    const [records, promises] = [taken, sent]
    taken = []
    sent = []
    await Promise.all(promises)
    for (const record of records) finish(record)
  }
  let round: Promise<void> = Promise.resolve()
  for await (const record of consumer) {
    taken.push(record)
    sent.push(producer.send({ key: record.key, value: record.value }))
    if (taken.length === 1) {
      // The first of a round waits for those that come with it.
      round = round.then(() => new Promise((next) => setTimeout(next, 20))).then(settle)
    }
    if (taken.length >= SENT_TOGETHER) await settle()
  }
  await round
  await settle()
}

function finish(record: Taken): void {
  consumer.ack(record)
  lines.handled(record.partition, record.offset, record.value ?? new Uint8Array())
}
