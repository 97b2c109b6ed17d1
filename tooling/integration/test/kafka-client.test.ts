import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ConsumedRecord,
  type Consumer,
  createConsumer,
  createProducer,
  type KafkaErrorCode,
} from '@hops-kafka/kafka-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  canRun,
  foreignBroker,
  noCluster,
  numbers,
  openCluster,
  type PemConnection,
  type TextClient,
  text,
  textClient,
  timed,
} from '../src/index.ts'

/** What the tests with a stranger's certificate need and this machine may lack. */
const lack = canRun('openssl', 'version') ? '' : ' (skipped: no openssl on PATH)'

let cluster: Cluster
let kafka: TextClient
let connection: PemConnection

beforeAll(async () => {
  cluster = await openCluster({ own: true })
  kafka = await textClient(cluster)
  connection = kafka.connection
})

afterAll(() => cluster?.stop())

/** The next records, none of them acknowledged. */
async function take(
  consumer: AsyncIterable<ConsumedRecord<string>>,
  count: number,
): Promise<ConsumedRecord<string>[]> {
  const records: ConsumedRecord<string>[] = []
  for await (const record of consumer) {
    records.push(record)
    if (records.length === count) break
  }
  return records
}

/** What a loaded machine may add to a limit; a limit that is not kept is exceeded by far more. */
const SLACK_MS = 4_000

/**
 * The least that something takes, in ms: of up to three times, until one is within the limit. A busy machine slows
 * a run down now and then; what waits for a time-out of its own is late each time.
 */
async function fastest(limitMs: number, attempt: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let times = 0; times < 3 && least > limitMs; times++) {
    least = Math.min(least, await timed(attempt()))
  }
  return least
}

describe.skipIf(noCluster !== '')(`producing and consuming${noCluster}`, () => {
  it('brings 10,000 keyed records over two partitions back, complete and in order per key', async () => {
    const topic = await kafka.newTopic(2)
    await using producer = await createProducer(connection, { topic, value: text })
    const deliveries = await Promise.all(
      numbers(10_000).map((value) => producer.send({ key: `key${Number(value) % 8}`, value })),
    )
    expect(new Set(deliveries.map(({ partition, offset }) => `${partition}@${offset}`)).size).toBe(
      10_000,
    )
    expect(await producer.close()).toEqual({ delivered: 10_000, failed: 0, unsent: 0 })

    await using consumer = await kafka.consume(topic)
    const last = new Map<string, number>()
    for (const { key, value, partition, offset } of await take(consumer, 10_000)) {
      const name = Buffer.from(key ?? []).toString()
      const number = Number(value)
      expect(number).toBe((last.get(name) ?? Number(name.slice(3)) - 8) + 8)
      last.set(name, number)
      expect(deliveries[number]).toMatchObject({ partition, offset })
    }
    expect(last.size).toBe(8)
  })

  it('carries keys, headers, timestamps and tombstones unchanged', async () => {
    const topic = await kafka.newTopic()
    const headers = [
      { key: 'trace', value: 'one' },
      { key: 'trace', value: new Uint8Array([2]) },
    ]
    await using producer = await createProducer(connection, { topic, value: text })
    await producer.send({ key: 'k', value: null, headers, timestamp: 1_234 })
    await producer.send({ value: '' })
    await using consumer = await kafka.consume(topic)
    const [tombstone, empty] = await take(consumer, 2)
    expect(tombstone).toMatchObject({
      topic,
      partition: 0,
      offset: 0n,
      timestamp: 1_234,
      value: null,
    })
    expect(Buffer.from(tombstone?.key ?? []).toString()).toBe('k')
    expect(
      tombstone?.headers.map(({ value }) => Buffer.from(value ?? []).toString('latin1')),
    ).toEqual(['one', '\x02'])
    expect(empty).toMatchObject({ key: null, value: '', headers: [] })
  })

  it("starts at 'latest' only where it is asked to, at the end as it was when it joined", async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, ['old'])
    await using consumer = await kafka.consume(topic, { start: 'latest' })
    await kafka.produce(topic, ['new'])
    const [record] = await take(consumer, 1)
    expect(record?.value).toBe('new')
  })
})

describe.skipIf(noCluster !== '')(`committing${noCluster}`, () => {
  it('commits what was acknowledged and no more; the next member goes on there', async () => {
    const topic = await kafka.newTopic()
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, numbers(20), { key: () => 'k' })
    const first = await kafka.consume(topic, { groupId })
    const taken = await take(first, 10)
    const handled = taken[6]
    if (handled === undefined) throw new Error('too few records')
    first.ack(handled)
    await first.close()

    const second = await kafka.consume(topic, { groupId })
    const [next] = await take(second, 1)
    expect(next?.offset).toBe(7n)
    await second.close()

    const third = await kafka.consume(topic, { groupId })
    const [again] = await take(third, 1)
    expect(again?.offset).toBe(7n)
    if (again !== undefined) third.ack(again)
    await third.commit()
    await third.close()

    await using fourth = await kafka.consume(topic, { groupId })
    expect((await take(fourth, 1))[0]?.offset).toBe(8n)
  })

  it('shares the partitions in a group and loses nothing when a member leaves', async () => {
    const topic = await kafka.newTopic(2)
    const groupId = `group-${randomUUID()}`
    const seen = new Set<string>()
    const run = async (consumer: Consumer<string>): Promise<void> => {
      for await (const record of consumer) {
        if (record.value !== null) seen.add(record.value)
        consumer.ack(record)
      }
    }
    const first = await kafka.consume(topic, { groupId })
    const running = [run(first)]
    await using second = await kafka.consume(topic, { groupId })
    running.push(run(second))
    const values = numbers(2_000)
    await using producer = await createProducer(connection, { topic, value: text })
    await Promise.all(values.slice(0, 1_000).map((value) => producer.send({ key: value, value })))
    await first.close()
    await Promise.all(values.slice(1_000).map((value) => producer.send({ key: value, value })))
    await expect.poll(() => seen.size, { timeout: 30_000 }).toBe(2_000)
    await second.close()
    await Promise.all(running)
  })
})

describe.skipIf(noCluster !== '')(`records that cannot be decoded${noCluster}`, () => {
  it('end the iteration after the records before them, and are not committed', async () => {
    const topic = await kafka.newTopic()
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, ['good', 'poison', 'after'], { key: () => 'k' })
    const consumer = await kafka.consume(topic, { groupId })
    const values: unknown[] = []
    const reading = (async () => {
      for await (const record of consumer) {
        values.push(record.value)
        consumer.ack(record)
      }
    })()
    await expect(reading).rejects.toMatchObject({
      code: 'ERR_KAFKA_BAD_RECORD',
      what: `cannot decode record ${topic}-0@1`,
      because: expect.stringContaining(Buffer.from('poison').toString('hex')),
    })
    expect(values).toEqual(['good'])
    await consumer.close()

    const offsets: bigint[] = []
    await using skipping = await kafka.consume(topic, {
      groupId,
      onFailure({ offset }) {
        offsets.push(offset)
        return 'skip'
      },
    })
    expect((await take(skipping, 1))[0]?.value).toBe('after')
    expect(offsets).toEqual([1n])
    expect(skipping.skipped).toBe(1)
  })
})

describe.skipIf(noCluster !== '')(`closing a consumer${noCluster}`, () => {
  it('does not use up its time when idle, and ends the loop', async () => {
    const consumer = await kafka.consume(await kafka.newTopic())
    const looping = take(consumer, 1)
    expect(await timed(consumer.close({ timeoutMs: 20_000 }))).toBeLessThan(10_000)
    expect(await looping).toEqual([])
  })

  it('works from inside the loop, and hands out nothing afterwards', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, numbers(50))
    const consumer = await kafka.consume(topic)
    let taken = 0
    for await (const _ of consumer) {
      taken++
      expect(await timed(consumer.close({ timeoutMs: 20_000 }))).toBeLessThan(10_000)
    }
    expect(taken).toBe(1)
  })

  it('is bounded while the loop body hangs', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, numbers(5_000))
    const consumer = await kafka.consume(topic)
    let hanging = (): void => {}
    const hangs = new Promise<void>((resolve) => {
      hanging = resolve
    })
    void (async () => {
      for await (const _ of consumer) {
        hanging()
        await new Promise(() => {})
      }
    })()
    await hangs
    expect(await timed(consumer.close({ timeoutMs: 2_000 }))).toBeLessThan(2_000 + SLACK_MS)
  })

  it.skipIf(foreignBroker !== '')(
    `keeps to its deadline when the broker does not answer, with a commit to make${foreignBroker}`,
    async () => {
      const topic = await kafka.newTopic()
      await kafka.produce(topic, ['one'])
      const consumer = await kafka.consume(topic)
      const [record] = await take(consumer, 1)
      if (record === undefined) throw new Error('no record')
      await cluster.pauseBroker()
      try {
        consumer.ack(record)
        expect(await timed(consumer.close({ timeoutMs: 1_000 }))).toBeLessThan(1_000 + SLACK_MS)
      } finally {
        await cluster.resumeBroker()
      }
    },
  )
})

/** How soon a permanent fault is told. */
const TOLD_MS = 3_000

describe.skipIf(noCluster !== '')(`faults${noCluster}`, () => {
  it.skipIf(foreignBroker !== '')(
    `keeps every acknowledged record when the broker is killed and restarted${foreignBroker}`,
    async () => {
      const topic = await kafka.newTopic(2)
      const acknowledged = new Set<string>()
      const seen = new Set<string>()
      const consumer = await kafka.consume(topic)
      const reading = (async () => {
        for await (const record of consumer) {
          if (record.value !== null) seen.add(record.value)
          consumer.ack(record)
        }
      })()
      await using producer = await createProducer(connection, { topic, value: text })
      let stop = false
      const producing = (async () => {
        const sends: Promise<unknown>[] = []
        for (let n = 0; !stop; n++) {
          const value = String(n)
          sends.push(producer.send({ key: value, value }).then(() => acknowledged.add(value)))
          await sleep(1)
        }
        await Promise.all(sends)
      })()
      await expect.poll(() => seen.size, { timeout: 20_000 }).toBeGreaterThan(200)
      await cluster.killBroker()
      const before = acknowledged.size
      await cluster.restartBroker()
      await expect.poll(() => acknowledged.size, { timeout: 30_000 }).toBeGreaterThan(before + 200)
      stop = true
      await producing
      expect(await producer.close()).toEqual({ delivered: acknowledged.size, failed: 0, unsent: 0 })
      await expect
        .poll(() => [...acknowledged].filter((value) => !seen.has(value)).length, {
          timeout: 60_000,
        })
        .toBe(0)
      await consumer.close()
      await reading
    },
  )

  it.skipIf(foreignBroker !== '')(
    `keeps the place of 'latest' when the membership is lost and nothing is committed${foreignBroker}`,
    async () => {
      const topic = await kafka.newTopic(2)
      await kafka.produce(topic, ['old'])
      await using consumer = await kafka.consume(topic, { start: 'latest' })
      const seen = new Set<string | null>()
      const reading = (async () => {
        for await (const { value } of consumer) seen.add(value)
      })()
      await kafka.produce(topic, ['before'])
      await expect.poll(() => seen.has('before'), { timeout: 20_000 }).toBe(true)
      await cluster.killBroker()
      await cluster.restartBroker()
      const after = numbers(100)
      await using producer = await createProducer(connection, { topic, value: text })
      await Promise.all(after.map((value) => producer.send({ key: value, value })))
      await expect
        .poll(() => after.filter((value) => !seen.has(value)), { timeout: 45_000 })
        .toEqual([])
      await consumer.close()
      await reading
      expect(seen.has('old')).toBe(false)
    },
  )

  it('tells a topic that is not there, or not ours, within three seconds', async () => {
    const options = { topic: 'nowhere', value: text }
    // Kafka says the same of both to one who may not see the topic.
    const fault = {
      code: 'ERR_KAFKA_NOT_AUTHORIZED',
      message: expect.stringMatching(/'nowhere' to 'demo__meb10000'.* no such topic/),
    }
    const producing = () => expect(createProducer(connection, options)).rejects.toMatchObject(fault)
    const consuming = () =>
      expect(createConsumer(connection, { ...options, groupId: 'g' })).rejects.toMatchObject(fault)
    expect(await fastest(TOLD_MS, producing)).toBeLessThanOrEqual(TOLD_MS)
    expect(await fastest(TOLD_MS, consuming)).toBeLessThanOrEqual(TOLD_MS)
  })

  it.skipIf(lack !== '')(
    `tells a root that is not the cluster’s within three seconds${lack}`,
    async () => {
      const { cert } = await stranger()
      const tls = { ...connection.tls, ca: cert }
      await expectTold(tls, 'ERR_KAFKA_TLS_UNKNOWN_CA')
    },
  )

  it.skipIf(lack !== '')(
    `tells a client certificate that the broker does not know within three seconds${lack}`,
    async () => {
      const tls = { ca: connection.tls.ca, ...(await stranger()) }
      await expectTold(tls, 'ERR_KAFKA_TLS_CLIENT_CERT')
    },
  )
})

async function expectTold(tls: PemConnection['tls'], code: KafkaErrorCode): Promise<void> {
  const told = () =>
    expect(
      createProducer({ ...connection, tls }, { topic: 't', value: text }),
    ).rejects.toMatchObject({ code })
  expect(await fastest(TOLD_MS, told)).toBeLessThanOrEqual(TOLD_MS)
}

/** A certificate that signs itself, so that nobody trusts it. */
async function stranger(): Promise<{ readonly cert: string; readonly key: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-stranger-'))
  try {
    const files = ['-keyout', 'key.pem', '-out', 'cert.pem']
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=demo__stranger']
    execFileSync('openssl', [...args, ...files], { cwd: folder, stdio: 'ignore' })
    const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8')
    return { cert: await read('cert.pem'), key: await read('key.pem') }
  } finally {
    await rm(folder, { recursive: true })
  }
}
