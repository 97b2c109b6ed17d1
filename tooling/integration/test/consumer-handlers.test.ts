import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConsumer, type FailedRecord, retry } from '@hops-kafka/kafka-client'
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

const raw = { decode: (bytes: Uint8Array, at: number, end: number) => bytes.slice(at, end) }
const never = (): Promise<never> => new Promise(() => {})

let cluster: Cluster
let kafka: TextClient

beforeAll(async () => {
  cluster = await openCluster()
  kafka = await textClient(cluster)
})

afterAll(() => cluster?.stop())

describe.skipIf(noCluster !== '')(`handlers that fail${noCluster}`, () => {
  it.each([
    ['Error', new Error('no')],
    ['TypeError', new TypeError('no')],
  ])('end the run when they throw an %s, and the group goes on without it', async (_, thrown) => {
    const topic = await kafka.newTopic()
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, ['0', '1', '2'], { partition: 0 })
    const failing = await kafka.consume(topic, { groupId })
    const running = failing.run(({ value }) => {
      if (value === '1') throw thrown
    })
    await expect(running).rejects.toMatchObject({
      code: 'ERR_KAFKA_HANDLER',
      message: expect.stringContaining(`${topic}-0@1`),
      cause: thrown,
    })
    // Nobody has closed it, and yet it holds no partition any more.
    await using other = await kafka.consume(topic, { groupId })
    expect((await take(other, 2)).map(({ value }) => value)).toEqual(['1', '2'])
    await failing.close()
  })

  it('are called again as the policy says, in order, while other partitions go on', async () => {
    const topic = await kafka.newTopic(2)
    await kafka.produce(topic, ['a', 'b', 'c'], { partition: 0 })
    const attempts: string[] = []
    const waiting = moment()
    await using consumer = await kafka.consume(topic, {
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
    await kafka.produce(topic, ['x'], { partition: 1 })
    await running
    expect(attempts.filter((attempt) => attempt !== 'x1')).toEqual(['a1', 'b1', 'b2', 'b3', 'c1'])
    expect(attempts).toContain('x1')
  })

  it('pause their partition, while others go on, until it is resumed', async () => {
    const topic = await kafka.newTopic(2)
    await kafka.produce(topic, ['a', 'b'], { partition: 0 })
    const attempts: (string | null)[] = []
    const failed = moment()
    const others = moment()
    await using consumer = await kafka.consume(topic, {
      onFailure() {
        failed.happen()
        return 'pause'
      },
    })
    const running = consumer.run(({ value }) => {
      attempts.push(value)
      if (value === 'a' && attempts.length === 1) throw new Error('not yet')
      if (value === 'c') others.happen()
      if (value === 'b') void consumer.close()
    })
    await failed.happened
    await kafka.produce(topic, ['c'], { partition: 1 })
    await others.happened
    consumer.resume()
    await running
    expect(attempts).toEqual(['a', 'c', 'a', 'b'])
  })

  it('are given up after maxProcessingMs, with their signal, and the policy decides', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, ['slow', 'next'], { partition: 0 })
    const failed: FailedRecord[] = []
    await using consumer = await kafka.consume(topic, {
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

  it('that are given up are aborted, and their partition goes on at another member', async () => {
    const topic = await kafka.newTopic(2)
    const groupId = `group-${randomUUID()}`
    const held = new Map<string, readonly number[]>()
    const join = (name: string, maxProcessingMs: number) =>
      kafka.consume(topic, {
        groupId,
        maxProcessingMs,
        onAssignment: (partitions) => void held.set(name, partitions),
      })
    await using stuck = await join('stuck', 400)
    await using other = await join('other', 60_000)
    await expect.poll(() => held.get('stuck')?.length, POLL).toBe(1)
    const [partition = -1] = held.get('stuck') ?? []
    await kafka.produce(topic, ['slow', 'next'], { partition })
    const seen: unknown[] = []
    const handling = other.run(({ value }) => void seen.push(value))
    let reason: unknown
    const running = stuck.run((_, { signal }) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason
      })
      return never()
    })
    await expect(running).rejects.toMatchObject({ code: 'ERR_KAFKA_HANDLER_TIMEOUT' })
    expect(reason).toMatchObject({ code: 'ERR_KAFKA_HANDLER_TIMEOUT' })
    await expect.poll(() => seen, POLL).toEqual(['slow', 'next'])
    expect([...(held.get('other') ?? [])].sort()).toEqual([0, 1])
    await other.close()
    await handling
  })

  it('keep their partition while they work, though longer than the group waits for a sign', async () => {
    const topic = await kafka.newTopic()
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, ['slow'], { partition: 0 })
    const assigned: (readonly number[])[] = []
    await using consumer = await kafka.consume(topic, {
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
    await using next = await kafka.consume(topic, { groupId })
    expect(await next.positions()).toMatchObject([{ committed: 1n, lag: 0n }])
  })
})

describe.skipIf(noCluster !== '')(`handlers at once${noCluster}`, () => {
  it('keep the order of each key, and commit only below what is still being handled', async () => {
    const topic = await kafka.newTopic(2)
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, numbers(400), { key: (value) => `key${Number(value) % 10}` })
    const consumer = await kafka.consume(topic, { groupId })
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
    await using next = await kafka.consume(topic, { groupId })
    expect((await next.positions()).map(({ lag }) => lag)).toEqual([0n, 0n])
  })

  it('do not commit past a record that hangs', async () => {
    const topic = await kafka.newTopic()
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, numbers(20), { partition: 0 })
    const consumer = await kafka.consume(topic, { groupId })
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
    await using next = await kafka.consume(topic, { groupId })
    expect((await take(next, 1))[0]?.offset).toBe(7n)
  })
})

describe.skipIf(noCluster !== '')(`poison${noCluster}`, () => {
  const VALUES = numbers(2_000).map((value) => (Number(value) % 1_000 === 500 ? 'poison' : value))
  const GOOD = VALUES.filter((value) => value !== 'poison')

  it('is skipped and counted', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, VALUES, { partition: 0 })
    await using consumer = await kafka.consume(topic, { onFailure: 'skip' })
    expect((await take(consumer, GOOD.length)).map(({ value }) => value)).toEqual(GOOD)
    expect(consumer.skipped).toBe(2)
  })

  it('is left out of batches, which go on around it', async () => {
    const topic = await kafka.newTopic()
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, VALUES, { partition: 0 })
    const consumer = await kafka.consume(topic, { groupId, onFailure: 'skip' })
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
    await using next = await kafka.consume(topic, { groupId })
    expect(await next.positions()).toMatchObject([{ committed: 2_000n, lag: 0n }])
  })

  it('is stored as dead letters with its bytes, origin and cause', async () => {
    const [topic, deadLetterTopic] = [await kafka.newTopic(), await kafka.newTopic()]
    await kafka.produce(topic, VALUES, { partition: 0 })
    const groupId = `group-${randomUUID()}`
    const options = { groupId, onFailure: 'dead-letter', deadLetterTopic } as const
    await using consumer = await kafka.consume(topic, options)
    expect(await take(consumer, GOOD.length)).toHaveLength(GOOD.length)
    expect(consumer.deadLettered).toBe(2)
    const letters = await createConsumer(kafka.connection, {
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
    const topic = await kafka.newTopic(2)
    const groupId = `group-${randomUUID()}`
    await kafka.produce(topic, ['a', 'poison', 'b'], { partition: 0 })
    const told: string[] = []
    const consumer = await createConsumer(
      { ...kafka.connection, onLog: ({ message }) => void told.push(message) },
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
    await kafka.produce(topic, ['c'], { partition: 1 })
    await expect.poll(() => seen, POLL).toEqual(['a', 'c'])
    await consumer.close()
    await running
    await using next = await kafka.consume(topic, { groupId, onFailure: 'skip' })
    expect(await next.positions()).toMatchObject([{ committed: 1n }, { committed: 1n }])
  })

  it('pauses its partition until it is resumed', async () => {
    const topic = await kafka.newTopic(2)
    await kafka.produce(topic, ['a', 'poison', 'b'], { partition: 0 })
    await kafka.produce(topic, ['c'], { partition: 1 })
    const failed = moment()
    let isCured = false
    const value = {
      decode: (bytes: Uint8Array, at: number, end: number) =>
        isCured ? 'cured' : text.decode(bytes, at, end),
    }
    await using consumer = await createConsumer(kafka.connection, {
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
