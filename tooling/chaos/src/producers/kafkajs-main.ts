/** The process of bare KafkaJS, used as its documentation shows; see {@link ProduceJob}. */
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs, { type Message } from 'kafkajs'
import { readJob } from '../processes/read-job.ts'
import { paced } from './pace.ts'
import { keyOf, type ProduceJob, valueBytesOf } from './produce-job.ts'
import { ReportLines } from './report-lines.ts'

const { Kafka, logLevel, Partitioners } = kafkajs

/** One `send` for each record would be slower than the pace. */
const RECORDS_PER_SEND = 10
/** Who does not bound them gets lock time-outs. */
const SENDS_OUTSTANDING = 20
/** For what is outstanding at the end. */
const PATIENCE_MS = 20_000

const lines = new ReportLines()
const job = await readJob<ProduceJob>()
const { access, topic } = job
const producer = new Kafka({
  brokers: [...access.brokers],
  clientId: 'bare-kafkajs',
  logLevel: logLevel.NOTHING,
  connectionTimeout: job.requestTimeoutMs,
  requestTimeout: job.requestTimeoutMs,
  ssl: {
    ca: access.ca,
    cert: access.cert,
    key: access.key,
    checkServerIdentity: () => undefined,
  },
}).producer({
  idempotent: job.idempotent,
  createPartitioner: Partitioners.DefaultPartitioner,
  allowAutoTopicCreation: false,
})
await producer.connect()

const outstanding = new Set<Promise<void>>()
let batch: number[] = []
const sendUntil = Date.now() + job.sendForMs
for await (const id of paced(job.count, job.perSecond)) {
  if (Date.now() > sendUntil) {
    lines.unsent(id)
    continue
  }
  batch.push(id)
  if (batch.length === RECORDS_PER_SEND) await startSend()
}
if (batch.length > 0) await startSend()
// Some are never settled, and a disconnect waits for nothing: what it has told by then is what it tells.
await Promise.race([Promise.all(outstanding), sleep(PATIENCE_MS)])
lines.flush()
setImmediate(() => process.exit(0))

async function startSend(): Promise<void> {
  while (outstanding.size >= SENDS_OUTSTANDING && Date.now() < sendUntil) {
    await Promise.race([...outstanding, sleep(1_000)])
  }
  const sent: Promise<void> = send(batch).finally(() => outstanding.delete(sent))
  outstanding.add(sent)
  batch = []
}

async function send(ids: readonly number[]): Promise<void> {
  const messages = ids.map(
    (id): Message => ({
      key: keyOf(id, job.keys) ?? null,
      value: valueBytesOf(id, job.valueBytes),
    }),
  )
  try {
    await producer.send({ topic, messages, acks: -1 })
    // It tells the places of batches, not of records.
    for (const id of ids) lines.acked(id, -1, -1)
  } catch (error) {
    for (const id of ids) lines.failed(id, error)
  }
}
