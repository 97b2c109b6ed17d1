import { randomUUID } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConsumer, type RequestEvent } from '@hops-kafka/kafka-client'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  moment,
  noCluster,
  numbers,
  openCluster,
  POLL,
  type TextClient,
  take,
  text,
  textClient,
  timed,
} from '../src/index.ts'

/** The limit for an idle close; what polls or waits for a time-out takes longer each time. */
const IDLE_CLOSE_MS = 300
/** Dials first; behind the join that is held back it would take the close's whole ten seconds. */
const HELD_CLOSE_MS = 1_000

let cluster: Cluster
let kafka: TextClient

beforeAll(async () => {
  cluster = await openCluster()
  kafka = await textClient(cluster)
})

afterAll(() => cluster?.stop())

/** A KafkaJS client of its own: what is compared with, or stands in the way. */
function bareKafka(): InstanceType<typeof kafkajs.Kafka> {
  const { ca, cert, key, passphrase } = kafka.connection.tls
  return new kafkajs.Kafka({
    brokers: [...kafka.connection.brokers],
    ssl: { ca, cert, key, ...(passphrase === undefined ? {} : { passphrase }) },
    logLevel: kafkajs.logLevel.NOTHING,
  })
}

/** A member that, once it is blocked, lets the group wait for it. */
async function holdUp(topic: string, groupId: string) {
  const joined = moment()
  const blocked = moment()
  const released = moment()
  const consumer = bareKafka().consumer({ groupId, sessionTimeout: 20_000 })
  consumer.on(consumer.events.GROUP_JOIN, () => joined.happen())
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachMessage: async () => {
      blocked.happen()
      await released.happened
    },
  })
  await joined.happened
  return {
    async block() {
      await Promise.all([0, 1].map((partition) => kafka.produce(topic, ['x'], { partition })))
      await blocked.happened
    },
    release: () => released.happen(),
    async [Symbol.asyncDispose]() {
      released.happen()
      await consumer.disconnect()
    },
  }
}

/** Resolves when a member is about to join anew: its request to join follows in the same turn. */
async function looksForCoordinator(clientId: string): Promise<void> {
  const looked = moment()
  const onRequest = (event: unknown): void => {
    const request = event as RequestEvent
    if (request.clientId === clientId && request.api === 'GroupCoordinator') looked.happen()
  }
  subscribe('hops-kafka:request', onRequest)
  await looked.happened
  unsubscribe('hops-kafka:request', onRequest)
  await sleep(0)
}

describe.skipIf(noCluster !== '')(`the group${noCluster}`, () => {
  it('moves few partitions, and gives nothing twice, when members come and go', async () => {
    const topic = await kafka.newTopic(4)
    const groupId = `group-${randomUUID()}`
    const seen = new Map<string, number>()
    const values = numbers(3_000)
    const held = new Map<string, readonly number[]>()
    const join = async (name: string) => {
      const consumer = await kafka.consume(topic, {
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
    const producing = kafka.produce(topic, values)
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
    const topic = await kafka.newTopic()
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
        ...kafka.connection,
        onLog: ({ message }) => message.includes('joining again') && told.happen(message),
      },
      { topic, groupId, value: text },
    )
    expect(await told.happened).toMatch(/held by members that assign partitions otherwise/)
    await obstacle.disconnect()
    await using consumer = await joining
    await kafka.produce(topic, ['at last'])
    expect((await take(consumer, 1))[0]?.value).toBe('at last')
  })

  it('has no member left when a join is given up, at whatever moment', async () => {
    const topic = await kafka.newTopic()
    const groupId = `group-${randomUUID()}`
    const full = await timed(kafka.consume(topic, { groupId }).then((consumer) => consumer.close()))
    for (const part of [0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9]) {
      const joining = kafka.consume(topic, {
        groupId,
        signal: AbortSignal.timeout(Math.round(full * part)),
      })
      await joining.then(
        (consumer) => consumer.close(),
        (error) => expect(error).toMatchObject({ code: 'ERR_KAFKA_ABORTED' }),
      )
    }
    await kafka.produce(topic, ['one'])
    await using consumer = await kafka.consume(topic, { groupId })
    expect((await take(consumer, 1))[0]?.value).toBe('one')
  })

  it('goes on without a loop whose body takes too long, until that comes back', async () => {
    const topic = await kafka.newTopic()
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, ['a', 'b'], { partition: 0 })
    await using slow = await kafka.consume(topic, { groupId, maxProcessingMs: 300 })
    const loop = slow[Symbol.asyncIterator]()
    expect((await loop.next()).value?.value).toBe('a')
    await using other = await kafka.consume(topic, { groupId })
    expect((await take(other, 2)).map(({ value }) => value)).toEqual(['a', 'b'])
    await other.close()
    await kafka.produce(topic, ['c'], { partition: 0 })
    expect((await loop.next()).value?.value).toBe('c')
  })
})

describe.skipIf(noCluster !== '')(`closing${noCluster}`, () => {
  it('takes a moment when idle', async () => {
    const topic = await kafka.newTopic()
    const times: number[] = []
    for (let n = 0; n < 3; n++) {
      const consumer = await kafka.consume(topic)
      const running = consumer.run(() => {})
      times.push(await timed(consumer.close()))
      await running
    }
    expect(Math.min(...times)).toBeLessThan(IDLE_CLOSE_MS)
  })

  it('lets what is being handled end, commits it, and hands out nothing afterwards', async () => {
    const topic = await kafka.newTopic()
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, numbers(50), { partition: 0 })
    const consumer = await kafka.consume(topic, { groupId })
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
    await using next = await kafka.consume(topic, { groupId })
    expect(await next.positions()).toMatchObject([{ committed: BigInt(handled) }])
    expect(handled).toBe(1)
  })

  it('ends within its time when awaited inside a handler', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, ['a'])
    const consumer = await kafka.consume(topic)
    const closed = moment<number>()
    await consumer.run(async () => {
      await sleep(1)
      closed.happen(await timed(consumer.close({ timeoutMs: 800 })))
    })
    expect(await closed.happened).toBeLessThan(800 + 4_000)
  })

  it('does not wait with the group for another member, and leaves nobody behind', async () => {
    const topic = await kafka.newTopic(2)
    const groupId = `group-${randomUUID()}`
    await using stays = await holdUp(topic, groupId)
    const clientId = `client-${randomUUID()}`
    const connection = { ...kafka.connection, clientId }
    const consumer = await createConsumer(connection, { topic, groupId, value: text })
    await stays.block()
    const third = kafka.consume(topic, { groupId })
    await looksForCoordinator(clientId)
    expect(await timed(consumer.close())).toBeLessThan(HELD_CLOSE_MS)
    stays.release()
    await using next = await third
    // Nobody else is waited for, and none holds partitions any more.
    expect(await take(next, 1)).toHaveLength(1)
  })

  it('works in the middle of a rebalance, and delivers nothing afterwards', async () => {
    const topic = await kafka.newTopic(2)
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, numbers(200))
    const first = await kafka.consume(topic, { groupId })
    let delivered = 0
    const running = first.run(async () => {
      delivered++
      await sleep(1)
    })
    const joining = kafka.consume(topic, { groupId })
    await expect.poll(() => delivered, POLL).toBeGreaterThan(0)
    expect(await timed(first.close())).toBeLessThan(5_000)
    const atClose = delivered
    await using second = await joining
    await kafka.produce(topic, ['after'])
    const reading = take(second, 201 - atClose)
    await running
    expect((await reading).map(({ value }) => value)).toContain('after')
    expect(delivered).toBe(atClose)
  })
})
