import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { text } from 'hops-kafka'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHopsworks, type TestHopsworks } from '../src/index.ts'
import { whyNoEngine } from './engines.ts'

const READING = {
  type: 'record',
  name: 'reading',
  fields: [{ name: 'celsius', type: 'double' }],
}

const lack = await whyNoEngine()

describe.skipIf(lack !== '')(`a Hopsworks for tests${lack}`, () => {
  let hops: TestHopsworks<'readings' | 'sentences'>

  beforeAll(async () => {
    hops = await startHopsworks({
      schemas: { reading: READING },
      topics: { readings: { partitions: 3, schema: 'reading' }, sentences: {} },
    })
    process.stdout.write(`engine: ${hops.engine} (Apache Kafka ${hops.kafkaVersion})\n`)
  })
  afterAll(() => hops?.stop())

  it('carries Avro records of the given schema over the given topic', async () => {
    const client = await hops.connect('readings')
    const producer = await client.producer<{ celsius: number }>()
    await producer.send({ key: 'cellar', value: { celsius: 11.5 } })
    await expect(
      producer.send({ key: 'cellar', value: { celsius: 'warm' } as never }),
    ).rejects.toThrow('celsius')
    const consumer = await client.consumer<{ celsius: number }>({ groupId: 'test' })
    for await (const { topic, value } of consumer) {
      expect([topic, value]).toEqual(['readings', { celsius: 11.5 }])
      break
    }
  })

  it('names the first topic and its schema in config.toml', async () => {
    expect(hops.config.kafka).toMatchObject({ topic: 'readings', subject: 'reading' })
    expect(hops.config.file).toBe(hops.configFile)
    expect((await hops.connect()).settings.kafka.topic).toBe('readings')
  })

  it('tells the mock which schema a topic has, and lets the key open it', async () => {
    const client = await hops.connect('readings')
    const { subject, schema } = await client.registry.subjectOfTopic('readings')
    expect([subject, JSON.parse(schema)]).toEqual(['reading', READING])
    expect(hops.registryUrl).toBe(client.settings.registry.url)
    expect(hops.apiKey).toBe(client.settings.registry.apiKey.reveal())
  })

  it('gives PEM that a bare KafkaJS takes as it is', async () => {
    const { brokers, pem } = hops
    const ssl = { ...pem, servername: 'localhost' }
    const kafka = new Kafka({ brokers: [...brokers], ssl, logLevel: logLevel.NOTHING })
    const producer = kafka.producer()
    await producer.connect()
    const [delivery] = await producer.send({ topic: 'sentences', messages: [{ value: 'bare' }] })
    await producer.disconnect()
    expect(delivery?.errorCode).toBe(0)
  })

  it('makes more topics, and lives on with its records after a power cut', async () => {
    const topic = `more-${crypto.randomUUID()}`
    await hops.createTopic(topic, { partitions: 2 })
    const client = await hops.connect(topic)
    const producer = await client.producer({ value: text })
    await producer.send({ value: 'before' })
    await hops.killBroker()
    await hops.restartBroker()
    await producer.send({ value: 'after' })
    const consumer = await client.consumer({ value: text, groupId: topic })
    const seen = new Set<string | null>()
    for await (const { value } of consumer) {
      seen.add(value)
      if (seen.size === 2) break
    }
    expect([...seen].sort()).toEqual(['after', 'before'])
  })

  it('stands beside another one, and leaves nothing when that ends', async () => {
    let folder: string
    {
      await using other = await startHopsworks({ topics: { readings: {} } })
      expect(other.brokers).not.toEqual(hops.brokers)
      expect(other.apiKey).not.toBe(hops.apiKey)
      folder = other.configFile
      expect(await readFile(folder, 'utf8')).toContain('topic = "readings"')
      const client = await other.connect()
      const producer = await client.producer({ value: text })
      await producer.send({ value: 'mine' })
      await other.stop()
      await expect(producer.send({ value: 'late' })).rejects.toMatchObject({
        code: 'ERR_KAFKA_CLOSED',
      })
    }
    expect(existsSync(folder)).toBe(false)
  })
})

describe.skipIf(lack !== '')(`bad input is refused, with one clear error${lack}`, () => {
  it.each([
    {
      fault: 'a schema that is not Avro',
      options: { schemas: { reading: { type: 'recrod' } } },
      because: /recrod|reading/,
    },
    {
      fault: 'a topic whose schema is not there',
      options: { topics: { readings: { schema: 'reading' } } },
      because: /reading/,
    },
    {
      fault: 'a version that is none',
      options: { kafkaVersion: 'newest' },
      because: /newest/,
    },
  ])('$fault', async ({ options, because }) => {
    await expect(startHopsworks(options)).rejects.toMatchObject({
      name: 'SandboxError',
      code: 'ERR_SANDBOX_BAD_ARGUMENT',
      message: expect.stringMatching(because),
    })
  })
})
