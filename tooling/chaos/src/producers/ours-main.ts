/** The process of our own producer; see {@link ProduceJob}. */
import { createProducer, type Producer } from '@hops-kafka/kafka-client'
import { readJob } from '../processes/read-job.ts'
import { paced } from './pace.ts'
import { keyOf, type ProduceJob, valueBytesOf } from './produce-job.ts'
import { ReportLines } from './report-lines.ts'

const lines = new ReportLines()
const job = await readJob<ProduceJob>()
const producer = await createProducer(
  {
    brokers: job.access.brokers,
    tls: { ca: job.access.ca, cert: job.access.cert, key: job.access.key },
    requestTimeoutMs: job.requestTimeoutMs,
    connectTimeoutMs: job.requestTimeoutMs,
  },
  {
    topic: job.topic,
    value: { encode: (value: Uint8Array) => value },
    idempotent: job.idempotent,
    deliveryTimeoutMs: job.deliveryTimeoutMs,
  },
)
await send(producer)
await producer.close({ timeoutMs: job.deliveryTimeoutMs })
lines.flush()

async function send(to: Producer<Uint8Array>): Promise<void> {
  const open = new Set<Promise<void>>()
  const sendUntil = Date.now() + job.sendForMs
  for await (const id of paced(job.count, job.perSecond)) {
    if (Date.now() > sendUntil) {
      lines.unsent(id)
      continue
    }
    const key = keyOf(id, job.keys) ?? null
    const sent = to.send({ key, value: valueBytesOf(id, job.valueBytes) }).then(
      ({ partition, offset }) => lines.acked(id, partition, offset),
      (error: unknown) => lines.failed(id, error),
    )
    const settled: Promise<void> = Promise.resolve(sent).finally(() => open.delete(settled))
    open.add(settled)
  }
  await Promise.all(open)
}
