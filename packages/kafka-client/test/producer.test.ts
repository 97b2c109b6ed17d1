import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Attempt } from '../src/producer/pending-record.ts'
import type { DeliveryReport } from '../src/producer/types.ts'
import { brokerError, gate, ScriptedLog, scriptedProducer } from './scripted-producer.ts'

const OUTCOMES = Array.from({ length: 20 }, (_, index) => `v${index}`)

describe('sending', () => {
  it('reports topic, partition, offset and timestamp of each record', async () => {
    const producer = scriptedProducer({ attempt: new ScriptedLog().append, partitions: 2 })
    const sent = OUTCOMES.map((value, i) =>
      producer.send({ value, partition: i % 2, timestamp: i }),
    )
    const deliveries = await Promise.all(sent)
    expect(deliveries[5]).toEqual({ topic: 'readings', partition: 1, offset: 2n, timestamp: 5 })
    expect(await producer.close()).toEqual({ delivered: 20, failed: 0, unsent: 0 })
  })

  it("takes the broker's timestamp where it has one", async () => {
    const attempt: Attempt = async () => ({ baseOffset: 7n, logAppendTime: 1234 })
    const producer = scriptedProducer({ attempt })
    expect(await producer.send({ value: 'v' })).toMatchObject({ offset: 7n, timestamp: 1234 })
  })

  it('has one batch of a partition under way at a time, and gathers the next meanwhile', async () => {
    const batches: number[] = []
    const door = gate()
    let underWay = 0
    const log = new ScriptedLog()
    const producer = scriptedProducer({
      attempt: async (partition, records) => {
        expect(++underWay).toBe(1)
        batches.push(records.length)
        await door.opened
        underWay--
        return log.append(partition, records)
      },
    })
    const first = producer.send({ value: 'first' })
    await turn()
    await turn()
    const rest = OUTCOMES.map((value) => producer.send({ value }))
    door.open()
    await Promise.all([first, ...rest])
    expect(batches).toEqual([1, 20])
    expect(log.records.get(0)).toEqual(['first', ...OUTCOMES])
  })

  it('sends the same records again, in place, before anything behind them', async () => {
    const log = new ScriptedLog()
    const attempts: string[][] = []
    const producer = scriptedProducer({
      attempt: async (partition, records) => {
        attempts.push(records.map(({ value }) => String(value)))
        if (attempts.length < 3) throw brokerError('NOT_LEADER_FOR_PARTITION', true)
        return log.append(partition, records)
      },
    })
    const first = [producer.send({ value: 'a' }), producer.send({ value: 'b' })]
    await turn()
    await turn()
    await Promise.all([...first, producer.send({ value: 'c' })])
    expect(attempts).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']])
  })

  it('halves a batch that is too large until its records fit, and keeps their order', async () => {
    const log = new ScriptedLog()
    const producer = scriptedProducer({
      attempt: async (partition, records) => {
        if (records.length > 3) throw brokerError('MESSAGE_TOO_LARGE', false)
        return log.append(partition, records)
      },
    })
    await Promise.all(OUTCOMES.map((value) => producer.send({ value })))
    expect(log.records.get(0)).toEqual(OUTCOMES)
  })

  it('limits a batch by records and by bytes', async () => {
    const batches: number[] = []
    const log = new ScriptedLog()
    const producer = scriptedProducer({
      maxBufferedRecords: 5_000,
      attempt: async (partition, records) => {
        batches.push(records.length)
        return log.append(partition, records)
      },
    })
    const small = Array.from({ length: 1_200 }, () => producer.send({ value: 'x' }))
    await Promise.all(small)
    expect(batches).toEqual([500, 500, 200])
    const large = 'x'.repeat(400_000)
    await Promise.all([1, 2, 3].map(() => producer.send({ value: large })))
    expect(batches.slice(3)).toEqual([2, 1])
  })
})

describe('failing', () => {
  it('tells a permanent error at once, with topic and principal, and goes on with the rest', async () => {
    let refuse = true
    const log = new ScriptedLog()
    const producer = scriptedProducer({
      attempt: async (partition, records) => {
        if (refuse) throw brokerError('TOPIC_AUTHORIZATION_FAILED', false)
        return log.append(partition, records)
      },
    })
    const denied = producer.send({ value: 'v' })
    await expect(denied).rejects.toMatchObject({
      code: 'ERR_KAFKA_NOT_AUTHORIZED',
      because: expect.stringContaining("topic 'readings' to 'p'"),
    })
    refuse = false
    await producer.send({ value: 'w' })
    expect(await producer.close()).toEqual({ delivered: 1, failed: 1, unsent: 0 })
  })

  it('gives up at the deadline and says that the record may be stored', async () => {
    const producer = scriptedProducer({
      deliveryTimeoutMs: 60,
      attempt: async () => {
        throw brokerError('REQUEST_TIMED_OUT', true)
      },
    })
    await expect(producer.send({ value: 'v' })).rejects.toMatchObject({
      code: 'ERR_KAFKA_DELIVERY_TIMEOUT',
      because: expect.stringMatching(/REQUEST_TIMED_OUT.*may be stored/),
      retriable: true,
    })
  })

  it('rejects only the record that its serializer refuses, and keeps the cause', async () => {
    const cause = new TypeError('no such field')
    const producer = scriptedProducer({
      attempt: new ScriptedLog().append,
      value: {
        encode(text) {
          if (text === 'bad') throw cause
          return Buffer.from(text)
        },
      },
    })
    const [bad, good] = await Promise.allSettled([
      producer.send({ value: 'bad' }),
      producer.send({ value: 'good' }),
    ])
    expect(bad).toMatchObject({ reason: { code: 'ERR_KAFKA_SERIALIZE', cause } })
    expect(good).toMatchObject({ value: { offset: 0n } })
    expect(await producer.close()).toEqual({ delivered: 1, failed: 1, unsent: 0 })
  })

  it.each([
    [{ value: 'v', partition: 3 }, 'ERR_KAFKA_BAD_OPTION'],
    [{ value: 'v', partition: -1 }, 'ERR_KAFKA_BAD_OPTION'],
    [{ value: 'v', timestamp: Number.NaN }, 'ERR_KAFKA_BAD_OPTION'],
    [{ value: 'v', key: 5 as unknown as string }, 'ERR_KAFKA_SERIALIZE'],
  ])('refuses %o', async (record, code) => {
    const producer = scriptedProducer({ attempt: new ScriptedLog().append, partitions: 3 })
    await expect(producer.send(record)).rejects.toMatchObject({ code })
  })

  it('tells onDelivery of each end, so that nobody needs to await the promises', async () => {
    const reports: DeliveryReport<string>[] = []
    const producer = scriptedProducer({
      onDelivery: (report) => reports.push(report),
      attempt: async (partition, records) => {
        if (records[0]?.value?.toString() === 'bad') throw brokerError('INVALID_RECORD', false)
        return new ScriptedLog().append(partition, records)
      },
    })
    void producer.send({ value: 'bad' })
    await producer.flush()
    void producer.send({ value: 'good' })
    await producer.flush()
    // An unhandled rejection would have failed this run by now.
    await turn()
    expect(reports.map(({ record, error }) => [record.value, error?.code])).toEqual([
      ['bad', 'ERR_KAFKA_PROTOCOL'],
      ['good', undefined],
    ])
  })
})

describe('the buffer', () => {
  it('holds no more records than it may, and lets the others wait in order', async () => {
    const log = new ScriptedLog()
    let most = 0
    const producer = scriptedProducer({
      maxBufferedRecords: 4,
      attempt: async (partition, records) => {
        most = Math.max(most, records.length)
        await turn()
        return log.append(partition, records)
      },
    })
    await Promise.all(OUTCOMES.map((value) => producer.send({ value })))
    expect(most).toBe(4)
    expect(log.records.get(0)).toEqual(OUTCOMES)
  })

  it('withdraws a record by its signal until it is under way', async () => {
    const door = gate()
    const log = new ScriptedLog()
    const producer = scriptedProducer({
      maxBufferedRecords: 2,
      attempt: async (partition, records) => {
        await door.opened
        return log.append(partition, records)
      },
    })
    const abort = new AbortController()
    const options = { signal: abort.signal }
    const underWay = producer.send({ value: 'under way' }, options)
    await turn()
    await turn()
    const buffered = producer.send({ value: 'buffered' }, options)
    const waiting = producer.send({ value: 'waiting' }, options)
    const reason = new Error('changed my mind')
    abort.abort(reason)
    await expect(buffered).rejects.toMatchObject({ code: 'ERR_KAFKA_ABORTED', cause: reason })
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_KAFKA_ABORTED' })
    await expect(producer.send({ value: 'late' }, options)).rejects.toMatchObject({
      code: 'ERR_KAFKA_ABORTED',
    })
    door.open()
    await underWay
    expect(log.records.get(0)).toEqual(['under way'])
    expect(await producer.close()).toEqual({ delivered: 1, failed: 0, unsent: 3 })
  })
})

describe('flush and close', () => {
  it('flush ends lingering, and waits for what was sent before it, not after', async () => {
    const door = gate()
    const log = new ScriptedLog()
    const producer = scriptedProducer({
      partitions: 2,
      lingerMs: 60_000,
      attempt: async (partition, records) => {
        if (partition === 1) await door.opened
        return log.append(partition, records)
      },
    })
    const before = producer.send({ value: 'before', partition: 0 })
    const flushed = producer.flush()
    const after = producer.send({ value: 'after', partition: 1 })
    await flushed
    await before
    door.open()
    await producer.flush()
    await after
  })

  it('close sends the rest, refuses more, and gives one report', async () => {
    const producer = scriptedProducer({ attempt: new ScriptedLog().append })
    const sent = producer.send({ value: 'v' })
    const closing = producer.close()
    await expect(producer.send({ value: 'w' })).rejects.toMatchObject({ code: 'ERR_KAFKA_CLOSED' })
    await sent
    expect(await closing).toEqual({ delivered: 1, failed: 0, unsent: 0 })
    expect(await producer.close()).toEqual(await closing)
  })

  it('close gives up when its time is up, and tells what was tried from what was not', async () => {
    const producer = scriptedProducer({
      attempt: () => new Promise(() => {}),
      onDelivery: () => {},
    })
    const tried = producer.send({ value: 'tried' })
    await turn()
    await turn()
    const untried = producer.send({ value: 'untried' })
    const report = await producer.close({ timeoutMs: 20 })
    expect(report).toEqual({ delivered: 0, failed: 1, unsent: 1 })
    await expect(tried).rejects.toMatchObject({
      code: 'ERR_KAFKA_CLOSED',
      because: expect.stringContaining('may be stored'),
    })
    await expect(untried).rejects.toMatchObject({
      code: 'ERR_KAFKA_CLOSED',
      because: 'it was never sent',
    })
  })
})
