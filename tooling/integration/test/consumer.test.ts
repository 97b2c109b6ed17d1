import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ConsumedRecord,
  type Consumer,
  type ConsumerOptions,
  createConsumer,
  createProducer,
  type FailedRecord,
  type OffsetLoss,
  retry,
} from '@hops-kafka/kafka-client'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  connectionOf,
  noCluster,
  openCluster,
  type PemConnection,
} from '../src/index.ts'

/** Text as bytes; the word `poison` cannot be decoded. */
const text = {
  encode: (value: string): Uint8Array => Buffer.from(value),
  decode(bytes: Uint8Array, offset: number, end: number): string {
    const value = Buffer.from(bytes.subarray(offset, end)).toString()
    if (value === 'poison') throw new TypeError('poison is not text')
    return value
  },
}
const raw = { decode: (bytes: Uint8Array, at: number, end: number) => bytes.slice(at, end) }

let cluster: Cluster
let connection: PemConnection

beforeAll(async () => {
  cluster = await openCluster()
  connection = await connectionOf(cluster)
})

afterAll(() => cluster?.stop())

async function newTopic(partitions = 1): Promise<string> {
  const topic = `topic-${randomUUID()}`
  await cluster.createTopic(topic, { partitions })
  return topic
}

function consume(
  topic: string,
  options: Partial<ConsumerOptions<string>> = {},
): Promise<Consumer<string>> {
  const groupId = options.groupId ?? `group-${randomUUID()}`
  return createConsumer(connection, { value: text, ...options, topic, groupId })
}

/** Values are sent with a key of their own, or to a partition. */
async function produce(
  topic: string,
  values: readonly string[],
  place: { readonly partition?: number; readonly key?: (value: string) => string } = {},
): Promise<void> {
  await using producer = await createProducer(connection, { topic, value: text })
  const { partition, key = (value) => value } = place
  await Promise.all(
    values.map((value) =>
      producer.send({ key: key(value), value, ...(partition === undefined ? {} : { partition }) }),
    ),
  )
}

async function take(consumer: Consumer<string>, count: number): Promise<ConsumedRecord<string>[]> {
  const records: ConsumedRecord<string>[] = []
  for await (const record of consumer) {
    records.push(record)
    consumer.ack(record)
    if (records.length === count) break
  }
  return records
}

async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work
  return performance.now() - startedAt
}

/** Something that happens later. */
function moment<T = void>() {
  let happen = (_value: T): void => {}
  const happened = new Promise<T>((resolve) => {
    happen = resolve
  })
  return { happen, happened }
}

/** A KafkaJS client of its own: what is compared with, or stands in the way. */
function bareKafka(): InstanceType<typeof kafkajs.Kafka> {
  const { ca, cert, key, passphrase } = connection.tls
  return new kafkajs.Kafka({
    brokers: [...connection.brokers],
    ssl: { ca, cert, key, ...(passphrase === undefined ? {} : { passphrase }) },
    logLevel: kafkajs.logLevel.NOTHING,
  })
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n))
const never = (): Promise<never> => new Promise(() => {})

describe.skipIf(noCluster !== '')(`handlers that fail${noCluster}`, () => {
  it.each([
    ['Error', new Error('no')],
    ['TypeError', new TypeError('no')],
  ])('end the run when they throw an %s, and the group goes on without it', async (_, thrown) => {
    const topic = await newTopic()
    const groupId = `group-${randomUUID()}`
    await produce(topic, ['0', '1', '2'], { partition: 0 })
    const failing = await consume(topic, { groupId })
    const running = failing.run(({ value }) => {
      if (value === '1') throw thrown
    })
    await expect(running).rejects.toMatchObject({
      code: 'ERR_KAFKA_HANDLER',
      message: expect.stringContaining(`${topic}-0@1`),
      cause: thrown,
    })
    // Nobody has closed it, and yet it holds no partition any more.
    await using other = await consume(topic, { groupId })
    expect((await take(other, 2)).map(({ value }) => value)).toEqual(['1', '2'])
    await failing.close()
  })

  it('are called again as the policy says, in order, while other partitions go on', async () => {
    const topic = await newTopic(2)
    await produce(topic, ['a', 'b', 'c'], { partition: 0 })
    const attempts: string[] = []
    const waiting = moment()
    await using consumer = await consume(topic, {
      onFailure: retry({ attempts: 4, firstDelayMs: 100 }),
    })
    const running = consumer.run(async ({ value }, { attempt }) => {
      attempts.push(`${value}${attempt}`)
      if (value === 'b' && attempt < 3) {
        waiting.happen()
        throw new Error('not yet')
      }
      if (value === 'c') await consumer.commit().then(() => void consumer.close())
    })
    await waiting.happened
    await produce(topic, ['x'], { partition: 1 })
    await running
    expect(attempts.filter((attempt) => attempt !== 'x1')).toEqual(['a1', 'b1', 'b2', 'b3', 'c1'])
    expect(attempts).toContain('x1')
  })

  it('are given up after maxProcessingMs, with their signal, and the policy decides', async () => {
    const topic = await newTopic()
    await produce(topic, ['slow', 'next'], { partition: 0 })
    const failed: FailedRecord[] = []
    await using consumer = await consume(topic, {
      maxProcessingMs: 400,
      onFailure(record) {
        failed.push(record)
        return 'skip'
      },
    })
    let reason: unknown
    await consumer.run(async ({ value }, { signal }) => {
      if (value === 'next') return void consumer.close()
      signal.addEventListener('abort', () => {
        reason = signal.reason
      })
      return never()
    })
    expect(failed.map(({ error }) => error.code)).toEqual(['ERR_KAFKA_HANDLER_TIMEOUT'])
    expect(reason).toBe(failed[0]?.error)
    expect(consumer.skipped).toBe(1)
  })

  it('that are given up leave their partition to another member', async () => {
    const topic = await newTopic()
    const groupId = `group-${randomUUID()}`
    await produce(topic, ['slow'], { partition: 0 })
    const stuck = await consume(topic, { groupId, maxProcessingMs: 400 })
    const running = stuck.run(never)
    await expect(running).rejects.toMatchObject({ code: 'ERR_KAFKA_HANDLER_TIMEOUT' })
    await using other = await consume(topic, { groupId })
    expect((await take(other, 1))[0]?.value).toBe('slow')
  })

  it('keep their partition while they work, though longer than the group waits for a sign', async () => {
    const topic = await newTopic()
    const groupId = `group-${randomUUID()}`
    await produce(topic, ['slow'], { partition: 0 })
    const assigned: (readonly number[])[] = []
    await using consumer = await consume(topic, {
      groupId,
      onAssignment: (partitions) => void assigned.push(partitions),
    })
    const handled: unknown[] = []
    await consumer.run(async ({ value }) => {
      // The session's time-out is 10 s.
      await sleep(11_000)
      handled.push(value)
      void consumer.close()
    })
    expect(handled).toEqual(['slow'])
    expect(assigned).toEqual([[0]])
    await using next = await consume(topic, { groupId })
    expect(await next.positions()).toMatchObject([{ committed: 1n, lag: 0n }])
  })
})

describe.skipIf(noCluster !== '')(`handlers at once${noCluster}`, () => {
  it('keep the order of each key, and commit only below what is still being handled', async () => {
    const topic = await newTopic(2)
    const groupId = `group-${randomUUID()}`
    await produce(topic, numbers(400), { key: (value) => `key${Number(value) % 10}` })
    const consumer = await consume(topic, { groupId })
    const seen = new Map<number, number>()
    let [atOnce, most, handled] = [0, 0, 0]
    const running = consumer.run(
      async ({ value }) => {
        most = Math.max(most, ++atOnce)
        await sleep(Number(value) % 3)
        const number = Number(value)
        expect(number).toBe((seen.get(number % 10) ?? (number % 10) - 10) + 10)
        seen.set(number % 10, number)
        atOnce--
        if (++handled === 400) void consumer.close()
      },
      { concurrency: 6, order: 'key' },
    )
    await running
    await consumer.close()
    expect([handled, most]).toEqual([400, 6])
    await using next = await consume(topic, { groupId })
    expect((await next.positions()).map(({ lag }) => lag)).toEqual([0n, 0n])
  })

  it('do not commit past a record that hangs', async () => {
    const topic = await newTopic()
    const groupId = `group-${randomUUID()}`
    await produce(topic, numbers(20), { partition: 0 })
    const consumer = await consume(topic, { groupId })
    const done = moment()
    let handled = 0
    const running = consumer.run(
      ({ value }) => {
        if (value === '7') return never()
        if (++handled === 19) done.happen()
      },
      { concurrency: 4, order: 'key' },
    )
    await done.happened
    expect(await timed(consumer.close({ timeoutMs: 1_000 }))).toBeLessThan(5_000)
    await running
    await using next = await consume(topic, { groupId })
    expect((await take(next, 1))[0]?.offset).toBe(7n)
  })
})

describe.skipIf(noCluster !== '')(`poison${noCluster}`, () => {
  const VALUES = numbers(2_000).map((value) => (Number(value) % 1_000 === 500 ? 'poison' : value))
  const GOOD = VALUES.filter((value) => value !== 'poison')

  it('is skipped and counted', async () => {
    const topic = await newTopic()
    await produce(topic, VALUES, { partition: 0 })
    await using consumer = await consume(topic, { onFailure: 'skip' })
    expect((await take(consumer, GOOD.length)).map(({ value }) => value)).toEqual(GOOD)
    expect(consumer.skipped).toBe(2)
  })

  it('is left out of batches, which go on around it', async () => {
    const topic = await newTopic()
    const groupId = `group-${randomUUID()}`
    await produce(topic, VALUES, { partition: 0 })
    const consumer = await consume(topic, { groupId, onFailure: 'skip' })
    const values: unknown[] = []
    for await (const batch of consumer.batches()) {
      values.push(...batch.values)
      expect([...batch].map(({ offset }) => offset)).toEqual(
        batch.values.map((_, index) => batch.offset(index)),
      )
      consumer.ack(batch)
      if (values.length === GOOD.length) break
    }
    expect(values).toEqual(GOOD)
    await consumer.close()
    await using next = await consume(topic, { groupId })
    expect(await next.positions()).toMatchObject([{ committed: 2_000n, lag: 0n }])
  })

  it('is stored as dead letters with its bytes, origin and cause', async () => {
    const [topic, deadLetterTopic] = [await newTopic(), await newTopic()]
    await produce(topic, VALUES, { partition: 0 })
    const groupId = `group-${randomUUID()}`
    const options = { groupId, onFailure: 'dead-letter', deadLetterTopic } as const
    await using consumer = await consume(topic, options)
    expect(await take(consumer, GOOD.length)).toHaveLength(GOOD.length)
    expect(consumer.deadLettered).toBe(2)
    const letters = await createConsumer(connection, {
      topic: deadLetterTopic,
      groupId: randomUUID(),
      value: raw,
    })
    for await (const { value, headers, key } of letters) {
      const told = Object.fromEntries(
        headers.map(({ key: name, value: part }) => [name, Buffer.from(part ?? []).toString()]),
      )
      expect(Buffer.from(value ?? []).toString()).toBe('poison')
      expect(Buffer.from(key ?? []).toString()).toBe('poison')
      expect(told).toMatchObject({
        'dead-letter.topic': topic,
        'dead-letter.partition': '0',
        'dead-letter.group': groupId,
        'dead-letter.error': 'ERR_KAFKA_BAD_RECORD',
        'dead-letter.cause': expect.stringContaining('poison is not text'),
        'dead-letter.attempts': '1',
      })
      if (told['dead-letter.offset'] === '1500') break
    }
    await letters.close()
  })

  it('stops its partition, not the process, while the dead-letter topic takes nothing', async () => {
    const topic = await newTopic(2)
    const groupId = `group-${randomUUID()}`
    await produce(topic, ['a', 'poison', 'b'], { partition: 0 })
    const told: string[] = []
    const consumer = await createConsumer(
      { ...connection, onLog: ({ message }) => void told.push(message) },
      {
        topic,
        groupId,
        value: text,
        onFailure: 'dead-letter',
        deadLetterTopic: `absent-${randomUUID()}`,
      },
    )
    const seen: unknown[] = []
    const running = consumer.run(({ value }) => void seen.push(value))
    await expect
      .poll(() => told.filter((line) => line.startsWith('dead letter not stored')), POLL)
      .not.toEqual([])
    await produce(topic, ['c'], { partition: 1 })
    await expect.poll(() => seen, POLL).toEqual(['a', 'c'])
    await consumer.close()
    await running
    await using next = await consume(topic, { groupId, onFailure: 'skip' })
    expect(await next.positions()).toMatchObject([{ committed: 1n }, { committed: 1n }])
  })

  it('pauses its partition until it is resumed', async () => {
    const topic = await newTopic(2)
    await produce(topic, ['a', 'poison', 'b'], { partition: 0 })
    await produce(topic, ['c'], { partition: 1 })
    const failed = moment()
    let isCured = false
    const value = {
      decode: (bytes: Uint8Array, at: number, end: number) =>
        isCured ? 'cured' : text.decode(bytes, at, end),
    }
    await using consumer = await createConsumer(connection, {
      topic,
      groupId: randomUUID(),
      value,
      onFailure() {
        failed.happen()
        return 'pause'
      },
    })
    expect((await take(consumer, 2)).map((record) => record.value).sort()).toEqual(['a', 'c'])
    const rest = take(consumer, 2)
    await failed.happened
    isCured = true
    // The decision takes effect in a later turn.
    await sleep(0)
    consumer.resume()
    expect((await rest).map((record) => record.value)).toEqual(['cured', 'cured'])
  })
})

const POLL = { timeout: 20_000, interval: 50 }

describe.skipIf(noCluster !== '')(`where to read${noCluster}`, () => {
  it('begins at an offset, a time or so long ago', async () => {
    const topic = await newTopic()
    const now = Date.now()
    await using producer = await createProducer(connection, { topic, value: text })
    for (const [index, ageMs] of [100_000, 50_000, 0].entries()) {
      await producer.send({ value: String(index), timestamp: now - ageMs })
    }
    const first = async (start: NonNullable<ConsumerOptions<string>['start']>) => {
      await using consumer = await consume(topic, { start })
      return (await take(consumer, 1))[0]?.value
    }
    expect(await first({ offset: 1n })).toBe('1')
    expect(await first({ timestamp: now - 60_000 })).toBe('1')
    expect(await first({ agoMs: 40_000 })).toBe('2')
  })

  it('seeks, pauses and resumes, and tells positions', async () => {
    const topic = await newTopic(2)
    await produce(topic, numbers(10), { partition: 0 })
    await using consumer = await consume(topic)
    expect(await take(consumer, 5)).toHaveLength(5)
    await consumer.commit()
    expect(await consumer.positions()).toEqual([
      { partition: 0, position: 5n, committed: 5n, endOffset: 10n, lag: 5n },
      { partition: 1, position: 0n, committed: undefined, endOffset: 0n, lag: 0n },
    ])
    consumer.seek(0, 2n)
    expect((await take(consumer, 1))[0]?.offset).toBe(2n)
    await consumer.commit()
    expect(await consumer.positions()).toMatchObject([{ committed: 3n, lag: 7n }, {}])
    consumer.pause([0])
    await produce(topic, ['other'], { partition: 1 })
    expect((await take(consumer, 1))[0]?.value).toBe('other')
    consumer.resume()
    expect((await take(consumer, 1))[0]?.offset).toBe(3n)
    expect(() => consumer.seek(7, 0n)).toThrow(/not one of this member/)
  })

  it('goes on as told, and tells, when there is no such record', async () => {
    const topic = await newTopic()
    await produce(topic, numbers(10), { partition: 0 })
    const losses: OffsetLoss[] = []
    await using consumer = await consume(topic, {
      onOffsetLoss: (loss) => void losses.push(loss),
    })
    consumer.seek(0, 77n)
    expect((await take(consumer, 1))[0]?.offset).toBe(0n)
    expect(losses).toEqual([{ partition: 0, lost: 77n, restartsAt: 0n }])
    await using strict = await consume(topic, { onOffsetLost: 'fail' })
    strict.seek(0, 77n)
    await expect(take(strict, 1)).rejects.toMatchObject({ code: 'ERR_KAFKA_OFFSET_LOST' })
  })
})

describe.skipIf(noCluster !== '')(`the group${noCluster}`, () => {
  it('moves few partitions, and gives nothing twice, when members come and go', async () => {
    const topic = await newTopic(4)
    const groupId = `group-${randomUUID()}`
    const seen = new Map<string, number>()
    const values = numbers(3_000)
    const held = new Map<string, readonly number[]>()
    const join = async (name: string) => {
      const consumer = await consume(topic, {
        groupId,
        onAssignment: (partitions) => void held.set(name, partitions),
      })
      const running = consumer.run(async ({ value }) => {
        await sleep(0)
        if (value !== null) seen.set(value, (seen.get(value) ?? 0) + 1)
      })
      return { consumer, running }
    }
    const a = await join('a')
    const producing = produce(topic, values)
    const b = await join('b')
    const before = held.get('a')
    const c = await join('c')
    await expect.poll(() => held.get('a')?.length, POLL).toBeLessThan(3)
    expect(before).toEqual(expect.arrayContaining([...(held.get('a') ?? [])]))
    await b.consumer.close()
    await producing
    await expect.poll(() => seen.size, POLL).toBe(values.length)
    await Promise.all([a, b, c].map(({ consumer }) => consumer.close()))
    await Promise.all([a, b, c].map(({ running }) => running))
    expect([...seen.values()].filter((times) => times > 1)).toEqual([])
  })

  it('is joined once whoever stood in the way is gone, where KafkaJS gives up for good', async () => {
    const topic = await newTopic()
    const groupId = `group-${randomUUID()}`
    const [{ roundRobin }, joined] = [kafkajs.PartitionAssigners, moment()]
    const obstacle = bareKafka().consumer({
      groupId,
      maxWaitTimeInMs: 200,
      partitionAssigners: [
        (config) => {
          const assigner = roundRobin(config)
          const protocol: typeof assigner.protocol = (subscription) => ({
            ...assigner.protocol(subscription),
            name: 'another',
          })
          return { ...assigner, name: 'another', protocol }
        },
      ],
    })
    obstacle.on(obstacle.events.GROUP_JOIN, () => joined.happen())
    await obstacle.connect()
    await obstacle.subscribe({ topic })
    await obstacle.run({ eachMessage: async () => {} })
    await joined.happened
    const told = moment<string>()
    const joining = createConsumer(
      {
        ...connection,
        onLog: ({ message }) => message.includes('joining again') && told.happen(message),
      },
      { topic, groupId, value: text },
    )
    expect(await told.happened).toMatch(/held by members that assign partitions otherwise/)
    await obstacle.disconnect()
    await using consumer = await joining
    await produce(topic, ['at last'])
    expect((await take(consumer, 1))[0]?.value).toBe('at last')
  })

  it('has no member left when a join is given up, at whatever moment', async () => {
    const topic = await newTopic()
    const groupId = `group-${randomUUID()}`
    const full = await timed(consume(topic, { groupId }).then((consumer) => consumer.close()))
    for (const part of [0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9]) {
      const joining = consume(topic, {
        groupId,
        signal: AbortSignal.timeout(Math.round(full * part)),
      })
      await joining.then(
        (consumer) => consumer.close(),
        (error) => expect(error).toMatchObject({ code: 'ERR_KAFKA_ABORTED' }),
      )
    }
    await produce(topic, ['one'])
    await using consumer = await consume(topic, { groupId })
    expect((await take(consumer, 1))[0]?.value).toBe('one')
  })

  it('goes on without a loop whose body takes too long, until that comes back', async () => {
    const topic = await newTopic()
    const groupId = `group-${randomUUID()}`
    await produce(topic, ['a', 'b'], { partition: 0 })
    await using slow = await consume(topic, { groupId, maxProcessingMs: 300 })
    const loop = slow[Symbol.asyncIterator]()
    expect((await loop.next()).value?.value).toBe('a')
    await using other = await consume(topic, { groupId })
    expect((await take(other, 2)).map(({ value }) => value)).toEqual(['a', 'b'])
    await other.close()
    await produce(topic, ['c'], { partition: 0 })
    expect((await loop.next()).value?.value).toBe('c')
  })
})

/** The limit for an idle close; what polls or waits for a time-out takes longer each time. */
const IDLE_CLOSE_MS = 300

describe.skipIf(noCluster !== '')(`closing${noCluster}`, () => {
  it('takes a moment when idle', async () => {
    const topic = await newTopic()
    const times: number[] = []
    for (let n = 0; n < 3; n++) {
      const consumer = await consume(topic)
      const running = consumer.run(() => {})
      times.push(await timed(consumer.close()))
      await running
    }
    expect(Math.min(...times)).toBeLessThan(IDLE_CLOSE_MS)
  })

  it('lets what is being handled end, commits it, and hands out nothing afterwards', async () => {
    const topic = await newTopic()
    const groupId = `group-${randomUUID()}`
    await produce(topic, numbers(50), { partition: 0 })
    const consumer = await consume(topic, { groupId })
    const begun = moment()
    let [handled, isClosed] = [0, false]
    const running = consumer.run(async () => {
      expect(isClosed).toBe(false)
      begun.happen()
      await sleep(300)
      handled++
    })
    await begun.happened
    await consumer.close()
    isClosed = true
    await running
    await using next = await consume(topic, { groupId })
    expect(await next.positions()).toMatchObject([{ committed: BigInt(handled) }])
    expect(handled).toBe(1)
  })

  it('ends within its time when awaited inside a handler', async () => {
    const topic = await newTopic()
    await produce(topic, ['a'])
    const consumer = await consume(topic)
    const closed = moment<number>()
    await consumer.run(async () => {
      await sleep(1)
      closed.happen(await timed(consumer.close({ timeoutMs: 800 })))
    })
    expect(await closed.happened).toBeLessThan(800 + 4_000)
  })

  it('works in the middle of a rebalance, and delivers nothing afterwards', async () => {
    const topic = await newTopic(2)
    const groupId = `group-${randomUUID()}`
    await produce(topic, numbers(200))
    const first = await consume(topic, { groupId })
    let delivered = 0
    const running = first.run(async () => {
      delivered++
      await sleep(1)
    })
    const joining = consume(topic, { groupId })
    await expect.poll(() => delivered, POLL).toBeGreaterThan(0)
    expect(await timed(first.close())).toBeLessThan(5_000)
    const atClose = delivered
    await using second = await joining
    await produce(topic, ['after'])
    const reading = take(second, 201 - atClose)
    await running
    expect((await reading).map(({ value }) => value)).toContain('after')
    expect(delivered).toBe(atClose)
  })
})
