import { createHash, randomUUID } from 'node:crypto'
import { type Compression, createProducer, type OutgoingRecord } from '@hops-kafka/kafka-client'
import fc from 'fast-check'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  canRun,
  connectionOf,
  findPython,
  noCluster,
  openCluster,
  type PemConnection,
  runJava,
  runPython,
} from '../src/index.ts'

const search = await findPython()
const python = 'python' in search ? search.python : ''
const noPython = 'missing' in search ? ` (skipped: ${search.missing})` : ''
const noJava = canRun('java', '-version') ? '' : ' (skipped: no Java)'

/** One partition for each way to compress. */
const WAYS: readonly Compression[] =
  Number(process.versions.node.split('.')[0]) >= 24
    ? ['none', 'gzip', 'snappy', 'lz4', 'zstd']
    : ['none', 'gzip', 'snappy', 'lz4']
/** What KafkaJS decompresses by itself. */
const KAFKAJS_WAYS = 2

type Given = OutgoingRecord<Uint8Array> & { readonly timestamp: number }

const data = fc.oneof(
  fc.uint8Array({ maxLength: 30 }),
  fc.uint8Array({ minLength: 60, maxLength: 70 }),
  fc.nat(9_000).map((length) => Buffer.alloc(length, `${length} `)),
)
const HOUR_MS = 3_600_000

/** Keys and values that are null, empty and large, times that are old and, as far as brokers allow, to come. */
const record = fc.record({
  key: fc.option(data),
  value: fc.option(data),
  headers: fc.array(
    fc.record({ key: fc.string({ maxLength: 8 }).map((name) => `h${name}`), value: data }),
    { maxLength: 3 },
  ),
  timestamp: fc.oneof(
    fc.nat(),
    fc.nat(HOUR_MS / 2).map((ms) => Date.now() - HOUR_MS + 3 * ms),
  ),
})

/** The same records on every run, and one that is nearly as large as a broker takes. */
const GIVEN: readonly Given[] = [
  ...fc.sample(record, { numRuns: 150, seed: 20_211_104 }),
  { key: new Uint8Array(0), value: Buffer.alloc(900_000, 'large '), timestamp: 1 },
]

function text(bytes: string | Uint8Array | null | undefined): string {
  return bytes === null || bytes === undefined ? 'null' : Buffer.from(bytes).toString('base64')
}

/** In any order; what is long is told by its hash, or nobody could read where two differ. */
function expectSame(read: readonly string[], sent: readonly string[]): void {
  const hash = (long: string): string => createHash('sha256').update(long).digest('hex')
  const short = (line: string): string => line.replaceAll(/[\w+/]{60,}=*/g, hash)
  expect(read.map(short).sort()).toEqual(sent.map(short).sort())
}

describe.skipIf(noCluster !== '')(`record batches${noCluster}`, () => {
  let cluster: Cluster
  let connection: PemConnection
  const topic = `batches-${randomUUID()}`
  /** What every reader has to find: partition, offset, timestamp, key, value and headers of each record. */
  const expected: string[] = []

  beforeAll(async () => {
    cluster = await openCluster()
    connection = await connectionOf(cluster)
    await cluster.createTopic(topic, { partitions: WAYS.length })
    for (const [partition, compression] of WAYS.entries()) {
      const value = { encode: (bytes: Uint8Array) => bytes }
      await using producer = await createProducer(connection, { topic, value, compression })
      const handles = GIVEN.map((given) => producer.send({ ...given, partition }))
      for (const [index, delivery] of (await Promise.all(handles)).entries()) {
        const { key, value, headers = [], timestamp } = GIVEN[index] as Given
        expect(delivery).toMatchObject({ partition, timestamp })
        const pairs = headers.map((header) => `${text(header.key)}=${text(header.value)}`)
        const fields = [partition, delivery.offset, timestamp, text(key), text(value), pairs.join()]
        expected.push(fields.join('\t'))
      }
    }
  })

  afterAll(() => cluster?.stop())

  const linesOf = (output: string): string[] => output.split('\n').slice(0, -1)

  it.skipIf(python === '')(
    `are read alike by librdkafka, checksums checked${noPython}`,
    async () => {
      const order = { ...connection, topic, partitions: WAYS.length, count: expected.length }
      const output = await runPython(python, {
        program: 'read_topic.py',
        args: [],
        cwd: '.',
        input: JSON.stringify(order),
      })
      expectSame(linesOf(output), expected)
    },
  )

  it.skipIf(noJava !== '')(`are read alike by Kafka's own client${noJava}`, async () => {
    const args = [topic, String(WAYS.length), String(expected.length)]
    const output = await runJava('ReadTopic.java', connection, args)
    expectSame(linesOf(output), expected)
  })

  it('are read alike by KafkaJS, as far as it decompresses', async () => {
    const { ca, cert, key, passphrase = '' } = connection.tls
    const kafka = new kafkajs.Kafka({
      brokers: [...connection.brokers],
      ssl: { ca, cert, key, passphrase },
      logLevel: kafkajs.logLevel.NOTHING,
    })
    const consumer = kafka.consumer({ groupId: `group-${randomUUID()}`, maxWaitTimeInMs: 100 })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    const wanted = expected.filter((line) => Number(line.split('\t')[0]) < KAFKAJS_WAYS)
    const lines: string[] = []
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
      const eachMessage: kafkajs.EachMessageHandler = async ({ partition, message }) => {
        const { offset, timestamp, key, value, headers = {} } = message
        const pairs = Object.entries(headers).flatMap(([name, values]) =>
          [values].flat().map((one) => `${text(name)}=${text(one)}`),
        )
        lines.push([partition, offset, timestamp, text(key), text(value), pairs.join()].join('\t'))
        if (lines.length === wanted.length) resolve()
      }
      consumer.on(consumer.events.GROUP_JOIN, () => {
        const others = WAYS.map((_, partition) => partition).slice(KAFKAJS_WAYS)
        consumer.pause([{ topic, partitions: others }])
      })
      consumer.run({ eachMessage }).catch(reject)
    })
    await consumer.disconnect()
    expectSame(lines, wanted)
  })

  it('of which one record is larger than the topic takes fail with that record alone', async () => {
    const value = { encode: (bytes: Uint8Array) => bytes }
    // All of them in one batch, which the broker refuses as a whole.
    await using producer = await createProducer(connection, { topic, value, batchBytes: 4_194_304 })
    const sizes = [1, 10, 100, 1_200_000, 1_000]
    const ends = await Promise.allSettled(
      sizes.map((size) => producer.send({ value: new Uint8Array(size), partition: 0 })),
    )
    expect(ends.map(({ status }) => status === 'fulfilled')).toEqual([
      true,
      true,
      true,
      false,
      true,
    ])
    expect(ends[3]).toMatchObject({ reason: { code: 'ERR_KAFKA_TOO_LARGE' } })
    expect(producer.statistics()).toMatchObject({ delivered: 4, failed: 1, idempotent: true })
  })
})
