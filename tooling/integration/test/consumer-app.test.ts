import { randomUUID } from 'node:crypto'
import { createProducer, type KafkaConnection } from '@hops-kafka/kafka-client'
import { connect, type HopsKafka } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AppRun,
  type Cluster,
  configVariant,
  connectionOf,
  noCluster,
  openCluster,
  runApp,
} from '../src/index.ts'

const bytes = { encode: (value: Uint8Array): Uint8Array => value }
/** Of the registry's wire format, before the datum. */
const FRAME_BYTES = 5
const NO_AVRO = Buffer.from('no Avro')

let cluster: Cluster
let connection: KafkaConnection
let hops: HopsKafka

beforeAll(async () => {
  cluster = await openCluster()
  connection = await connectionOf(cluster)
  hops = await connect(cluster.configFile)
})

afterAll(async () => {
  await hops?.close()
  await cluster?.stop()
})

/** Ten readings of one sensor, a second apart, the fifth of which is none; and what reads them. */
async function readingsWithPoison() {
  const topic = `topic-${randomUUID()}`
  await cluster.createTopic(topic)
  const { subject } = await hops.registry.subjectOfTopic(hops.settings.kafka.topic)
  const writer = await hops.codec.writer<object>({ subject })
  await using producer = await createProducer(connection, { topic, value: bytes })
  for (let step = 0; step < 10; step++) {
    const reading = { timestamp: step, id: 'sensor0', value: step }
    const value = step === 5 ? NO_AVRO : writer.encode(reading)
    await producer.send({ key: 'sensor0', value, timestamp: 1_700_000_000_000 + 1_000 * step })
  }
  const config = await configVariant(cluster.configFile, ({ kafka }) => {
    kafka['topic'] = topic
  })
  return {
    topic,
    read: (...flags: readonly string[]) =>
      runApp('consumer', ['-c', config, '--until', 'end', ...flags]),
  }
}

function lines({ stdout }: AppRun): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

const offsets = (run: AppRun): unknown[] => lines(run).map(({ offset }) => Number(offset))

describe.skipIf(noCluster !== '')(`the consumer${noCluster}`, () => {
  it('begins where it is told, ends at the end, and does with bad records what it is told', async () => {
    const { topic, read } = await readingsWithPoison()
    const all = await read('--from', 'earliest')
    expect(all).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('skipped 1 that') })
    expect(offsets(all)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9])
    expect(offsets(await read('--from', '7'))).toEqual([7, 8, 9])
    // Eight seconds after the first one.
    expect(offsets(await read('--from', '2023-11-14T22:13:28Z'))).toEqual([8, 9])

    const raw = lines(await read('--from', '5', '--on-bad', 'raw'))
    expect(raw).toHaveLength(5)
    expect(raw[0]).toMatchObject({ offset: '5', raw: NO_AVRO.toString('hex'), key: 'sensor0' })
    const two = await read('--from', '5', '--on-bad', 'raw', '--count', '2')
    expect(offsets(two)).toEqual([5, 6])
    expect(two.stderr).toContain('read 2 records, 1 of them raw')

    const stopped = await read('--from', '4', '--on-bad', 'stop')
    expect(offsets(stopped)).toEqual([4])
    expect(stopped).toMatchObject({ exitCode: 65, stderr: expect.stringContaining(`${topic}-0@5`) })

    const deadLetters = `dead-${randomUUID()}`
    await cluster.createTopic(deadLetters)
    const flags = ['--on-bad', 'dead-letter', '--dead-letter-topic', deadLetters]
    const stored = await read('--from', '4', ...flags)
    expect(offsets(stored)).toEqual([4, 6, 7, 8, 9])
    const none = { decode: (value: Uint8Array, at: number, end: number) => value.slice(at, end) }
    await using letters = await hops.consumer({
      topic: deadLetters,
      groupId: randomUUID(),
      value: none,
      start: 'earliest',
    })
    for await (const { value } of letters) {
      expect(Buffer.from(value ?? [])).toEqual(NO_AVRO)
      break
    }
  })

  it('reads a feature group, whose records are bare Avro with the schema in a header', async () => {
    const topic = `topic-${randomUUID()}`
    await cluster.createTopic(topic)
    const { subject } = await hops.registry.subjectOfTopic(hops.settings.kafka.topic)
    const { id } = await hops.registry.latest(subject)
    const writer = await hops.codec.writer<object>({ id })
    const reading = { timestamp: 1, id: 'sensor0', value: 2.5 }
    const bare = writer.encode(reading).subarray(FRAME_BYTES)
    const headers = [
      { key: 'projectId', value: '119' },
      { key: 'subjectId', value: String(id) },
    ]
    await using producer = await createProducer(connection, { topic, value: bytes })
    await producer.send({ key: 'sensor0', value: bare, headers })
    const config = await configVariant(cluster.configFile, ({ kafka }) => {
      kafka['topic'] = topic
    })
    const run = await runApp('consumer', ['-c', config, '--from', 'earliest', '--until', 'end'])
    expect(lines(run)).toMatchObject([{ offset: '0', value: reading }])

    await using consumer = await hops.consumer<typeof reading>({ topic, groupId: randomUUID() })
    for await (const batch of consumer.batches()) {
      expect(batch.values).toEqual([reading])
      break
    }
  })
})
