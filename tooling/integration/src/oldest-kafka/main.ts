/** `pnpm --filter @hops-kafka/integration oldest-kafka`: 10,000 records to Kafka 2.3 and back, with what Hopsworks 2.2 sets. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createConsumer,
  createProducer,
  ensureTopic,
  groupOffsets,
  type KafkaConnection,
} from '@hops-kafka/kafka-client'
import { startSandbox } from '@hops-kafka/sandbox'
import { connectionOf } from '../connection-of.ts'
import { type CertificateFiles, startOldestKafka } from './broker.ts'

const RECORDS = 10_000
const TOPIC = 'readings'

const text = {
  encode: (value: string): Uint8Array => Buffer.from(value),
  decode: (bytes: Uint8Array, offset: number, end: number): string =>
    Buffer.from(bytes.subarray(offset, end)).toString(),
}

const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-oldest-'))
try {
  // Its broker is not used, only its certificates.
  await using sandbox = await startSandbox({ engine: 'jvm' })
  const certificates = await certificatesOf(sandbox.directory)
  await using kafka = await startOldestKafka(folder, certificates)
  const { tls } = await connectionOf(sandbox)
  await roundTrip({
    brokers: [kafka.address],
    tls,
    onLog: ({ level, message }) => process.stderr.write(`${level} ${message}\n`),
  })
} finally {
  await rm(folder, { recursive: true })
}

async function certificatesOf(directory: string): Promise<CertificateFiles> {
  const read = (file: string): Promise<string> => readFile(join(directory, file), 'utf8')
  const { certificates } = JSON.parse(await read('identity.json')) as {
    certificates: { broker: CertificateFiles['broker'] }
  }
  return {
    trustStore: join(directory, 'cert/trustStore.jks'),
    storePassword: (await read('cert/storePassword')).trim(),
    broker: certificates.broker,
  }
}

/** Throws unless every record comes back once, in order, and the group's offsets say so. */
async function roundTrip(connection: KafkaConnection): Promise<void> {
  // Its own default needs Kafka 2.4 (KIP-464).
  await ensureTopic(connection, { topic: TOPIC, partitions: 2, replicas: 1 })
  const producer = await createProducer(connection, { topic: TOPIC, value: text })
  const sent = Array.from({ length: RECORDS }, (_, number) =>
    producer.send({
      key: `key${number % 8}`,
      value: String(number),
      headers: [{ key: 'number', value: String(number) }],
    }),
  )
  await Promise.all(sent)
  const { idempotent } = producer.statistics()
  await producer.close()

  const consumer = await createConsumer(connection, { topic: TOPIC, groupId: 'old', value: text })
  const last = new Map<number, number>()
  let read = 0
  for await (const record of consumer) {
    const number = Number(record.value)
    const header = Buffer.from(record.headers[0]?.value ?? []).toString()
    const before = last.get(number % 8) ?? (number % 8) - 8
    if (number !== before + 8 || header !== record.value) {
      throw new Error(`record ${number} (header ${header}) came after ${before}`)
    }
    last.set(number % 8, number)
    consumer.ack(record)
    if (++read === RECORDS) break
  }
  await consumer.close()
  const offsets = await groupOffsets(connection, { groupId: 'old', topic: TOPIC })
  if (offsets.some(({ lag }) => lag !== 0n)) throw new Error('the group lags behind')
  process.stdout.write(
    `Kafka 2.3.0 (ZooKeeper): ${RECORDS} records written and read once and in order, ${idempotent ? 'idempotent' : 'not idempotent'}\n`,
  )
}
