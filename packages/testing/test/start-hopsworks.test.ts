import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { dirname, join } from 'node:path'
import { text } from 'hops-kafka'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type StartHopsworksOptions, startHopsworks, type TestHopsworks } from '../src/index.ts'
import { whyNoEngine } from './engines.ts'

const READING = {
  type: 'record',
  name: 'reading',
  fields: [{ name: 'celsius', type: 'double' }],
}

const lack = await whyNoEngine()
const noJava = await whyNoEngine('jvm')

/** Rejects when nobody listens there. */
async function dial(host: string, port: string): Promise<void> {
  const socket = createConnection({ host, port: Number(port) })
  try {
    await once(socket, 'connect')
  } finally {
    socket.destroy()
  }
}

describe.skipIf(lack !== '')(`a Hopsworks for tests${lack}`, () => {
  let hops: TestHopsworks<'readings' | 'sentences'>

  beforeAll(async () => {
    hops = await startHopsworks({
      schemas: { reading: READING },
      topics: { readings: { partitions: 3, schema: 'reading' }, sentences: {} },
      era: '2.2',
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

  it('has the REST API fail on demand, in the words of the era', async () => {
    const { registry } = await hops.connect('readings')
    const before = (await hops.requests()).length
    await hops.addFault({ kind: 'error', number: 190021, path: '/config', times: 1 })
    expect(await registry.level()).toBe('BACKWARD')
    const seen = (await hops.requests()).slice(before)
    expect(seen).toMatchObject([{ status: 503 }, { status: 200 }])
    await hops.addFault({ kind: 'page', path: '/config' })
    await hops.clearFaults()
    expect(await registry.level()).toBe('BACKWARD')
    await expect(hops.addFault({ kind: 'nothing' } as never)).rejects.toMatchObject({
      code: 'ERR_SANDBOX_BAD_ARGUMENT',
      because: expect.stringContaining('its kind is'),
    })
    // 2.2 takes this level for FORWARD: a field without a default may be added.
    await registry.setLevelOfSubject('reading', 'BACKWARD_TRANSITIVE')
    const fields = [...READING.fields, { name: 'at', type: 'long' }]
    const next = JSON.stringify({ ...READING, fields })
    expect(await registry.isCompatible('reading', next)).toBe(true)
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
    await expect(hops.createTopic('.')).rejects.toMatchObject({ code: 'ERR_SANDBOX_BAD_ARGUMENT' })
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

  it('stands beside others that start at once, and they leave nothing when they end', async () => {
    let file: string
    let addresses: [string, string][]
    {
      const starts = [startHopsworks({ topics: { readings: {} } }), startHopsworks()] as const
      await using other = await starts[0]
      await using third = await starts[1]
      const brokers = [hops, other, third].map((each) => each.brokers[0] ?? '')
      expect(new Set(brokers).size).toBe(3)
      expect(other.apiKey).not.toBe(hops.apiKey)
      const { hostname, port } = new URL(other.registryUrl)
      const [host = '', brokerPort = ''] = (other.brokers[0] ?? '').split(':')
      addresses = [
        [hostname, port],
        [host, brokerPort],
      ]
      await Promise.all(addresses.map((address) => dial(...address)))
      file = other.configFile
      expect(await readFile(file, 'utf8')).toContain('topic = "readings"')
      const client = await other.connect()
      const producer = await client.producer({ value: text })
      await producer.send({ value: 'mine' })
      await other.stop()
      await expect(producer.send({ value: 'late' })).rejects.toMatchObject({
        code: 'ERR_KAFKA_CLOSED',
      })
    }
    expect(existsSync(dirname(file))).toBe(false)
    for (const address of addresses) {
      await expect(dial(...address)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    }
  })

  it('puts a topic and a schema of the guide’s names in the place of the guide’s', async () => {
    await using own = await startHopsworks({
      schemas: { sensor: { ...READING, name: 'sensor' } },
      topics: { temperature: { partitions: 4, schema: 'sensor' } },
    })
    const client = await own.connect()
    expect(await client.registry.subjectOfTopic('temperature')).toMatchObject({
      version: 1,
      schema: expect.stringContaining('celsius'),
    })
    const producer = await client.producer<{ celsius: number }>()
    const { partition } = await producer.send({ partition: 3, value: { celsius: 11.5 } })
    expect(partition).toBe(3)
  })

  it('stops before a runner’s hook is over, with a record under way to a broker that is silent', async () => {
    const own = await startHopsworks({ topics: { sentences: {} } })
    const client = await own.connect()
    const producer = await client.producer({ value: text })
    await producer.send({ value: 'stored' })
    await own.pauseBroker()
    const lost = expect(producer.send({ value: 'lost' })).rejects.toMatchObject({
      code: 'ERR_KAFKA_CLOSED',
    })
    const begun = performance.now()
    await own.stop()
    expect(performance.now() - begun).toBeLessThan(10_000)
    await lost
  })
})

describe.skipIf(noJava !== '')(`another version of Kafka${noJava}`, () => {
  // It would be taken whatever version is asked for.
  beforeAll(() => void vi.stubEnv('KAFKA_HOME', ''))
  afterAll(() => void vi.unstubAllEnvs())

  it('runs where kafkaVersion asks for it', async () => {
    await using own = await startHopsworks({ kafkaVersion: '3.9.1', engine: 'jvm' })
    expect([own.engine, own.kafkaVersion]).toEqual(['jvm', '3.9.1'])
    const log = await readFile(join(dirname(own.configFile), 'kafka/broker.log'), 'utf8')
    expect(log).toContain('Kafka version: 3.9.1')
  })
})

/** Options that no Hopsworks can be started with. */
interface Refusal {
  readonly fault: string
  readonly options: StartHopsworksOptions
  /** In the message. */
  readonly because: RegExp
}

describe.skipIf(lack !== '')(`bad input is refused, with one clear error${lack}`, () => {
  it.each<Refusal>([
    {
      fault: 'a schema that is not Avro',
      options: { schemas: { reading: { type: 'recrod' } } },
      because: /"reading".*recrod/,
    },
    {
      fault: 'a schema that is not JSON',
      options: { schemas: { reading: '{"type":' } },
      because: /"reading".*not JSON/,
    },
    {
      fault: 'a name that Kafka takes for no topic',
      options: { topics: { 'the readings': {} } },
      because: /"the readings".*249/,
    },
    {
      fault: 'a topic without partitions',
      options: { topics: { readings: { partitions: 0 } } },
      because: /"readings".* 0\./,
    },
    {
      fault: 'an engine that is none',
      options: { engine: 'podman' as never },
      because: /engine.*podman.*container or jvm/,
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
