import { randomUUID } from 'node:crypto'
import {
  type ConsumeEvent,
  type Consumer,
  type ConsumerOptions,
  createProducer,
  kafkaChannels,
  type OffsetLoss,
  type PartitionPosition,
} from '@hops-kafka/kafka-client'
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
} from '../src/index.ts'

let cluster: Cluster
let kafka: TextClient

beforeAll(async () => {
  cluster = await openCluster()
  kafka = await textClient(cluster)
})

afterAll(() => cluster?.stop())

describe.skipIf(noCluster !== '')(`where to read${noCluster}`, () => {
  it('begins at an offset, a time or so long ago', async () => {
    const topic = await kafka.newTopic()
    const now = Date.now()
    await using producer = await createProducer(kafka.connection, { topic, value: text })
    for (const [index, ageMs] of [100_000, 50_000, 0].entries()) {
      await producer.send({ value: String(index), timestamp: now - ageMs })
    }
    const first = async (start: NonNullable<ConsumerOptions<string>['start']>) => {
      await using consumer = await kafka.consume(topic, { start })
      return (await take(consumer, 1))[0]?.value
    }
    expect(await first({ offset: 1n })).toBe('1')
    expect(await first({ timestamp: now - 60_000 })).toBe('1')
    expect(await first({ agoMs: 40_000 })).toBe('2')
  })

  it('seeks, pauses and resumes, and tells positions', async () => {
    const topic = await kafka.newTopic(2)
    await kafka.produce(topic, numbers(10), { partition: 0 })
    await using consumer = await kafka.consume(topic)
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
    await kafka.produce(topic, ['other'], { partition: 1 })
    expect((await take(consumer, 1))[0]?.value).toBe('other')
    consumer.resume()
    expect((await take(consumer, 1))[0]?.offset).toBe(3n)
    expect(() => consumer.seek(7, 0n)).toThrow(/not one of this member/)
  })

  it('goes on as told, and tells, when there is no such record', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, numbers(10), { partition: 0 })
    const losses: OffsetLoss[] = []
    await using consumer = await kafka.consume(topic, {
      onOffsetLoss: (loss) => void losses.push(loss),
    })
    consumer.seek(0, 77n)
    expect((await take(consumer, 1))[0]?.offset).toBe(0n)
    expect(losses).toEqual([{ partition: 0, lost: 77n, restartsAt: 0n }])
  })

  it('goes on behind the last record, and tells, where that is wanted of a lost offset', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, numbers(10), { partition: 0 })
    const lost = moment<OffsetLoss>()
    await using consumer = await kafka.consume(topic, {
      onOffsetLost: 'latest',
      onOffsetLoss: lost.happen,
    })
    consumer.seek(0, 77n)
    const next = take(consumer, 1)
    expect(await lost.happened).toEqual({ partition: 0, lost: 77n, restartsAt: 10n })
    await kafka.produce(topic, ['new'], { partition: 0 })
    expect(await next).toMatchObject([{ offset: 10n, value: 'new' }])
  })

  it('ends, and tells, where a lost offset is to be an error', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, numbers(10), { partition: 0 })
    const losses: OffsetLoss[] = []
    await using consumer = await kafka.consume(topic, {
      onOffsetLost: 'fail',
      onOffsetLoss: (loss) => void losses.push(loss),
    })
    consumer.seek(0, 77n)
    await expect(take(consumer, 1)).rejects.toMatchObject({ code: 'ERR_KAFKA_OFFSET_LOST' })
    expect(losses).toEqual([{ partition: 0, lost: 77n, restartsAt: undefined }])
  })

  it('tells positions as they change, and nothing while they do not', async () => {
    const topic = await kafka.newTopic()
    const told: PartitionPosition[] = []
    await using consumer = await kafka.consume(topic, {
      onPositions: (changed) => void told.push(...changed),
    })
    const at = (offset: bigint, lag = 0n) => ({
      partition: 0,
      position: offset,
      endOffset: offset + lag,
      lag,
    })
    const last = () => told.at(-1)
    await expect.poll(last, POLL).toEqual({ ...at(0n), committed: undefined })
    await kafka.produce(topic, numbers(3), { partition: 0 })
    await expect.poll(last, POLL).toEqual({ ...at(0n, 3n), committed: undefined })
    await take(consumer, 3)
    await expect.poll(last, POLL).toEqual({ ...at(3n), committed: 3n })
    expect(await consumer.positions()).toEqual([last()])
    expect(new Set(told.map(textOf)).size).toBe(told.length)
  })
})

const textOf = ({ position, committed, endOffset }: PartitionPosition): string =>
  [position, committed, endOffset].join()

describe.skipIf(noCluster !== '')(`what is acknowledged${noCluster}`, () => {
  /** Only the number of records makes it commit. */
  const seldom = { commitIntervalMs: 3_600_000, commitRecords: 10 }
  const committed = async (consumer: Consumer<string>) => (await consumer.positions())[0]?.committed

  it('is committed after so many records', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, numbers(25), { partition: 0 })
    await using consumer = await kafka.consume(topic, seldom)
    await take(consumer, 9)
    expect(await committed(consumer)).toBeUndefined()
    await take(consumer, 16)
    await expect.poll(() => committed(consumer), POLL).toBeGreaterThanOrEqual(20n)
  })

  it('is counted by the records of a batch', async () => {
    const topic = await kafka.newTopic()
    await kafka.produce(topic, numbers(25), { partition: 0 })
    await using consumer = await kafka.consume(topic, seldom)
    for await (const batch of consumer.batches()) {
      consumer.ack(batch)
      if (batch.lastOffset === 24n) break
    }
    await expect.poll(() => committed(consumer), POLL).toBeGreaterThanOrEqual(10n)
  })
})

describe.skipIf(noCluster !== '')(`what is fetched ahead${noCluster}`, () => {
  const VALUE_BYTES = 8_192
  const RECORDS = 400
  /** Two partitions share this. */
  const PREFETCH_BYTES = 512 * 1024
  const SHARE_BYTES = PREFETCH_BYTES / 2
  const BATCH_BYTES = 65_536

  it('stays within its bounds until half of it is taken, though there is far more', async () => {
    const topic = await kafka.newTopic(2)
    const groupId = `group-${randomUUID()}`
    await using producer = await createProducer(kafka.connection, {
      topic,
      value: text,
      batchBytes: BATCH_BYTES,
    })
    const value = 'x'.repeat(VALUE_BYTES)
    await producer.sendAll(Array(RECORDS).fill({ partition: 0, value }))
    /** Records by partition; what was cut off at the end of an answer is not among them, though among its bytes. */
    const fetched = [0, 0]
    const count = (event: ConsumeEvent): void => {
      const { partition, records } = event
      if (event.groupId === groupId) fetched[partition] = (fetched[partition] ?? 0) + records
    }
    kafkaChannels.consume.subscribe(count)
    await using consumer = await kafka.consume(topic, { groupId, prefetchBytes: PREFETCH_BYTES })
    const ahead = () => (fetched[0] ?? 0) * VALUE_BYTES
    /** A record of the other partition is fetched, so often that what this one is due has been asked for, too. */
    const otherFetches = async (): Promise<void> => {
      for (let n = 0; n < 3; n++) {
        const before = fetched[1]
        await producer.send({ partition: 1, value: 'y' })
        await expect.poll(() => fetched[1], POLL).not.toBe(before)
      }
    }
    let taken = 0
    const takeUntil = async (bytes: number): Promise<void> => {
      for await (const { partition } of consumer) {
        if (partition === 0) taken += VALUE_BYTES
        if (taken >= bytes) return
      }
    }

    await expect.poll(ahead, POLL).toBeGreaterThanOrEqual(SHARE_BYTES)
    await otherFetches()
    const full = ahead()
    expect(full).toBeLessThanOrEqual(2 * SHARE_BYTES)
    await takeUntil(full - SHARE_BYTES / 2 - 2 * BATCH_BYTES)
    await otherFetches()
    expect(ahead()).toBe(full)
    await takeUntil(full - SHARE_BYTES / 2 + BATCH_BYTES)
    await expect.poll(ahead, POLL).toBeGreaterThan(full)
    await otherFetches()
    expect(ahead()).toBeLessThanOrEqual(taken + 2 * SHARE_BYTES + BATCH_BYTES)
    await takeUntil(RECORDS * VALUE_BYTES)
    kafkaChannels.consume.unsubscribe(count)
  })
})
