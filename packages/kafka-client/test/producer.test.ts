import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { LogEntry } from '../src/connection/connection.ts'
import type { DeliveryReport } from '../src/producer/types.ts'
import {
  type Attempt,
  connectionError,
  gate,
  IdempotentLog,
  ScriptedLog,
  scriptedProducer,
} from './scripted-producer.ts'

const VALUES = Array.from({ length: 20 }, (_, index) => `v${index}`)

/** Codes of the broker. */
const UNKNOWN_TOPIC = 3
const NOT_LEADER = 6
const REQUEST_TIMED_OUT = 7
const TOO_LARGE = 10
const INVALID_TOPIC = 17
const NOT_ENOUGH_REPLICAS = 19
const TOPIC_DENIED = 29
const CLUSTER_DENIED = 31

describe('sending', () => {
  it('reports topic, partition, offset and timestamp of each record', async () => {
    const producer = await scriptedProducer({ attempt: new ScriptedLog().append, partitions: 2 })
    const handles = VALUES.map((value, i) =>
      producer.send({ value, partition: i % 2, timestamp: i }),
    )
    expect(handles[5]).toMatchObject({ topic: 'readings', partition: 1, offset: undefined })
    const deliveries = await Promise.all(handles)
    expect(deliveries[5]).toEqual({ topic: 'readings', partition: 1, offset: 2n, timestamp: 5 })
    expect(handles[5]).toMatchObject({ partition: 1, offset: 2n, timestamp: 5 })
    expect(await producer.close()).toEqual({ delivered: 20, failed: 0, unsent: 0 })
  })

  it("takes the broker's timestamp where it has one", async () => {
    const attempt: Attempt = async () => ({ baseOffset: 7n, logAppendTime: 1234 })
    const producer = await scriptedProducer({ attempt })
    expect(await producer.send({ value: 'v' })).toMatchObject({ offset: 7n, timestamp: 1234 })
  })

  it('gives an awaited handle the same delivery however often and late it is asked', async () => {
    const producer = await scriptedProducer({ attempt: new ScriptedLog().append })
    const handle = producer.send({ value: 'v' })
    await producer.flush()
    const first = await handle
    expect(await handle.then((delivery) => delivery)).toEqual(first)
    expect(await handle.finally(() => {})).toEqual(first)
    expect(await handle.catch(() => undefined)).toEqual(first)
  })

  it('sends at once when nothing is under way, and gathers what comes meanwhile', async () => {
    const batches: number[] = []
    const door = gate()
    const log = new IdempotentLog()
    const producer = await scriptedProducer({
      attempt: async (batch) => {
        batches.push(batch.values.length)
        await door.opened
        return log.store(batch)
      },
    })
    const first = producer.send({ value: 'first' })
    await turn()
    const rest = VALUES.map((value) => producer.send({ value }))
    await turn()
    expect(batches).toEqual([1])
    door.open()
    await Promise.all([first, ...rest])
    expect(batches).toEqual([1, 20])
    expect(log.records.get(0)).toEqual(['first', ...VALUES])
  })

  it('has several full batches of a partition under way, with sequences one behind the other', async () => {
    const log = new IdempotentLog()
    const underWay: number[] = []
    const seen: number[] = []
    let open = 0
    const producer = await scriptedProducer({
      batchBytes: 1_024,
      attempt: async (batch) => {
        seen.push(batch.sequence)
        underWay.push(++open)
        const stored = await log.store(batch)
        await turn()
        open--
        return stored
      },
    })
    await producer.send({ value: 'first' })
    const values = Array.from({ length: 600 }, (_, i) => `some text ${i}`)
    await Promise.all(values.map((value) => producer.send({ value })))
    expect(Math.max(...underWay)).toBe(5)
    expect(log.records.get(0)).toEqual(['first', ...values])
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  })

  it('has one batch under way without idempotence', async () => {
    let open = 0
    const producer = await scriptedProducer({
      idempotent: false,
      batchBytes: 1_024,
      attempt: async ({ producerId, sequence }) => {
        expect([++open, producerId, sequence]).toEqual([1, -1n, -1])
        await turn()
        open--
        return { baseOffset: 0n }
      },
    })
    await Promise.all(Array.from({ length: 300 }, (_, i) => producer.send({ value: `text ${i}` })))
  })

  it('sends a record that is larger than a batch', async () => {
    const log = new ScriptedLog()
    const producer = await scriptedProducer({ batchBytes: 1_024, attempt: log.append })
    const values = ['small', 'x'.repeat(300_000), 'small again']
    await Promise.all(values.map((value) => producer.send({ value })))
    expect(log.records.get(0)).toEqual(values)
    expect(producer.statistics()).toMatchObject({ bufferedRecords: 0, bufferedBytes: 0 })
  })

  it('finds partitions as asked', async () => {
    const partitionsOf = async (partitioner: 'crc32' | 'murmur2' | (() => number)) => {
      const producer = await scriptedProducer({
        attempt: new ScriptedLog().append,
        partitions: 8,
        partitioner,
      })
      const sent = await Promise.all(
        ['sensor0', 'sensor1', 'sensor2'].map((key) => producer.send({ key, value: 'v' })),
      )
      return sent.map(({ partition }) => partition)
    }
    // Utils.murmur2 of kafka-clients 4.3, and CRC-32 as librdkafka takes it.
    expect(await partitionsOf('murmur2')).toEqual([0, 4, 0])
    expect(await partitionsOf('crc32')).toEqual([2, 4, 6])
    expect(await partitionsOf(() => 6)).toEqual([6, 6, 6])
    await expect(partitionsOf(() => 8)).rejects.toMatchObject({ code: 'ERR_KAFKA_BAD_OPTION' })
  })

  it('sends to other topics, and holds up none for one that cannot be used', async () => {
    const seen: string[] = []
    const producer = await scriptedProducer({
      others: (topic) => (topic === 'other' ? 3 : -INVALID_TOPIC),
      attempt: async ({ topic, values }) => {
        seen.push(`${topic}: ${values.join()}`)
        return { baseOffset: 0n }
      },
    })
    const lost = producer.send({ topic: 'nowhere', value: 'lost' })
    lost.catch(() => {})
    await producer.send({ topic: 'other', value: 'there', partition: 2 })
    await producer.send({ value: 'here' })
    expect(seen).toEqual(['other: there', 'readings: here'])
    expect(producer.trySend({ topic: 'nowhere', value: 'again' })).toBeUndefined()
    await producer.close({ timeoutMs: 10 })
    await expect(lost).rejects.toMatchObject({ code: 'ERR_KAFKA_CLOSED' })
  })
})

describe('retrying', () => {
  it('sends the same bytes again, alone, before anything behind them', async () => {
    const log = new IdempotentLog()
    const attempts: { values: readonly string[]; bytes: Buffer }[] = []
    const producer = await scriptedProducer({
      attempt: async (batch) => {
        attempts.push(batch)
        return attempts.length < 3 ? NOT_LEADER : log.store(batch)
      },
    })
    const first = [producer.send({ value: 'a' }), producer.send({ value: 'b' })]
    await turn()
    await Promise.all([...first, producer.send({ value: 'c' })])
    expect(attempts.map(({ values }) => values)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
      ['c'],
    ])
    expect(attempts[2]?.bytes.equals(attempts[0]?.bytes as Buffer)).toBe(true)
    expect(producer.statistics()).toMatchObject({ retries: 2, delivered: 3 })
  })

  it('halves a batch that is too large until its records fit, and keeps their order', async () => {
    const log = new IdempotentLog()
    const producer = await scriptedProducer({
      attempt: async (batch) => (batch.values.length > 3 ? TOO_LARGE : log.store(batch)),
    })
    const sent = await Promise.all(VALUES.map((value) => producer.send({ value })))
    expect(log.records.get(0)).toEqual(VALUES)
    expect(sent.map(({ offset }) => offset)).toEqual(VALUES.map((_, index) => BigInt(index)))
    expect(producer.statistics()).toMatchObject({ bufferedRecords: 0, bufferedBytes: 0 })
  })

  it('fails the one record that is too large, and takes the others on under a new epoch', async () => {
    const log = new IdempotentLog()
    const epochs = new Set<number>()
    const producer = await scriptedProducer({
      attempt: async (batch) => {
        epochs.add(batch.epoch)
        return batch.values.includes('v7') ? TOO_LARGE : log.store(batch)
      },
    })
    await producer.send({ value: 'before' })
    const ends = await Promise.allSettled(VALUES.map((value) => producer.send({ value })))
    expect(log.records.get(0)).toEqual(['before', ...VALUES.filter((value) => value !== 'v7')])
    expect(ends[7]).toMatchObject({ reason: { code: 'ERR_KAFKA_TOO_LARGE' } })
    expect(ends.filter(({ status }) => status === 'rejected').length).toBe(1)
    expect([...epochs]).toEqual([0, 1])
  })

  it('takes an answer without its partition for none', async () => {
    const log = new IdempotentLog()
    let answers = 0
    const producer = await scriptedProducer({
      attempt: async (batch) => {
        const stored = await log.store(batch)
        // As another partition's, so that ours is missing.
        return answers++ === 0 ? ({ ...(stored as object), partition: 9 } as never) : stored
      },
    })
    expect(await producer.send({ value: 'v' })).toMatchObject({ partition: 0, offset: 0n })
    expect(log.records.get(0)).toEqual(['v'])
  })

  it('goes on with a new producer id where the broker does not take ours any more', async () => {
    const log = new IdempotentLog()
    const ids: bigint[] = []
    const producer = await scriptedProducer({
      attempt: async (batch) => {
        ids.push(batch.producerId)
        return batch.producerId === 4_000n ? 90 : log.store(batch)
      },
    })
    await producer.send({ value: 'v' })
    expect(ids).toEqual([4_000n, 4_001n])
  })
})

describe('a record whose fate is unknown at its deadline', () => {
  const LOST_FOR_EVER: Attempt = async () => {
    throw connectionError()
  }

  it('fails as one that may be stored', async () => {
    const producer = await scriptedProducer({ deliveryTimeoutMs: 300, attempt: LOST_FOR_EVER })
    await expect(producer.send({ value: 'v' })).rejects.toMatchObject({
      code: 'ERR_KAFKA_DELIVERY_TIMEOUT',
      because: expect.stringMatching(/ECONNRESET.*may be stored/),
      retriable: true,
    })
  })

  it('is never stored late: the next epoch keeps the old one out', async () => {
    const log = new IdempotentLog()
    let late: (() => Promise<unknown>) | undefined
    const producer = await scriptedProducer({
      deliveryTimeoutMs: 400,
      attempt: async (batch) => {
        if (!batch.values.includes('lost')) return log.store(batch)
        // Still on the wire while everyone has given it up.
        late = () => log.store(batch) as Promise<unknown>
        throw connectionError()
      },
    })
    await producer.send({ value: 'before' })
    await expect(producer.send({ value: 'lost' })).rejects.toMatchObject({
      code: 'ERR_KAFKA_DELIVERY_TIMEOUT',
    })
    await producer.send({ value: 'after' })
    expect(await late?.()).toBe(47)
    expect(log.records.get(0)).toEqual(['before', 'after'])
  })

  it('says of a record that was never sent that it is not stored', async () => {
    const door = gate()
    const producer = await scriptedProducer({
      deliveryTimeoutMs: 300,
      idempotent: false,
      attempt: async () => {
        await door.opened
        return { baseOffset: 0n }
      },
    })
    const sent = producer.send({ value: 'sent' })
    await turn()
    const behind = producer.send({ value: 'behind' })
    expect(await Promise.allSettled([sent, behind])).toMatchObject([
      { reason: { because: expect.stringContaining('may be stored') } },
      { reason: { because: 'its time was up before a first attempt' } },
    ])
    door.open()
  })
})

describe('idempotence', () => {
  it("is dropped with one line under 'auto' where the cluster denies it", async () => {
    const logged: LogEntry[] = []
    const producer = await scriptedProducer({
      logged,
      idCode: CLUSTER_DENIED,
      attempt: new ScriptedLog().append,
    })
    await producer.send({ value: 'v' })
    expect(producer.statistics().idempotent).toBe(false)
    expect(logged.map(({ level, message }) => [level, message])).toEqual([
      [
        'warn',
        expect.stringMatching(/denies an operation on the cluster to 'p': .* IDEMPOTENT_WRITE/),
      ],
    ])
  })

  it('is dropped alike where a broker denies it to the first batches', async () => {
    const log = new ScriptedLog()
    const producer = await scriptedProducer({
      attempt: async (batch) => (batch.producerId >= 0n ? CLUSTER_DENIED : log.append(batch)),
    })
    await Promise.all(VALUES.map((value) => producer.send({ value })))
    expect(log.records.get(0)).toEqual(VALUES)
    expect(producer.statistics().idempotent).toBe(false)
  })

  it('is insisted upon where it was asked for', async () => {
    const attempt = new ScriptedLog().append
    const denied = scriptedProducer({ idempotent: true, idCode: CLUSTER_DENIED, attempt })
    await expect(denied).rejects.toMatchObject({ code: 'ERR_KAFKA_NOT_AUTHORIZED' })
  })
})

describe('failing', () => {
  it('bears with a topic that is denied for a moment, then tells it with topic and principal', async () => {
    const log = new ScriptedLog()
    let denials = 0
    const producer = await scriptedProducer({
      attempt: async (batch) => (denials++ < 3 ? TOPIC_DENIED : log.append(batch)),
    })
    await producer.send({ value: 'v' })
    denials = Number.NEGATIVE_INFINITY
    await expect(producer.send({ value: 'w' })).rejects.toMatchObject({
      code: 'ERR_KAFKA_NOT_AUTHORIZED',
      because: expect.stringContaining("topic 'readings' to 'p'"),
    })
    denials = 3
    await producer.send({ value: 'x' })
    expect(await producer.close()).toEqual({ delivered: 2, failed: 1, unsent: 0 })
  })

  it('rejects only the record that its serializer refuses, and keeps the cause', async () => {
    const cause = new TypeError('no such field')
    const producer = await scriptedProducer({
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
    [{ value: 'v', timestamp: 2 ** 52 }, 'ERR_KAFKA_BAD_OPTION'],
    [{ value: 'v', key: 5 as unknown as string }, 'ERR_KAFKA_SERIALIZE'],
    [{ value: 'v', headers: [{ key: 'h', value: 5 as never }] }, 'ERR_KAFKA_SERIALIZE'],
  ])('refuses %o', async (record, code) => {
    const producer = await scriptedProducer({ attempt: new ScriptedLog().append, partitions: 3 })
    await expect(producer.send(record)).rejects.toMatchObject({ code })
    expect(producer.statistics()).toMatchObject({ bufferedRecords: 0, bufferedBytes: 0, failed: 1 })
  })

  it('tells onDelivery of each end, so that nobody needs to await the handles', async () => {
    const reports: DeliveryReport<string>[] = []
    const producer = await scriptedProducer({
      onDelivery: (report) => reports.push(report),
      attempt: async (batch) =>
        batch.values[0] === 'bad' ? INVALID_TOPIC : new ScriptedLog().append(batch),
    })
    void producer.send({ value: 'bad' })
    await producer.flush()
    void producer.send({ value: 'good', timestamp: 77 })
    await producer.flush()
    // An unhandled rejection would have failed this run by now.
    await turn()
    expect(
      reports.map(({ record, error, delivery }) => [
        record.value,
        error?.code,
        delivery?.timestamp,
      ]),
    ).toEqual([
      ['bad', 'ERR_KAFKA_UNKNOWN_TOPIC', undefined],
      ['good', undefined, 77],
    ])
  })

  it('is an unhandled rejection where nobody awaits a handle and nobody is told otherwise', async () => {
    const rejected: unknown[] = []
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (reason) => rejected.push(reason))
    try {
      const producer = await scriptedProducer({ attempt: async () => INVALID_TOPIC })
      void producer.send({ value: 'a' })
      const awaited = producer.send({ value: 'b' })
      await expect(awaited).rejects.toMatchObject({ code: 'ERR_KAFKA_UNKNOWN_TOPIC' })
      await turn()
      expect(rejected).toMatchObject([{ code: 'ERR_KAFKA_UNKNOWN_TOPIC' }])
    } finally {
      process.removeAllListeners('unhandledRejection')
      for (const listener of listeners) process.on('unhandledRejection', listener)
    }
  })
})

describe('the buffer', () => {
  it('holds no more records than it may, and lets the others wait in order', async () => {
    const log = new IdempotentLog()
    let most = 0
    const producer = await scriptedProducer({
      bufferRecords: 4,
      attempt: async (batch) => {
        most = Math.max(most, producer.statistics().bufferedRecords)
        await turn()
        return log.store(batch)
      },
    })
    await Promise.all(VALUES.map((value) => producer.send({ value })))
    expect(most).toBe(4)
    expect(log.records.get(0)).toEqual(VALUES)
  })

  it('refuses with trySend while it is full, and says when there is room', async () => {
    const door = gate()
    const producer = await scriptedProducer({
      bufferRecords: 2,
      attempt: async () => {
        await door.opened
        return { baseOffset: 0n }
      },
    })
    expect(producer.trySend({ value: 'a' })).toBeDefined()
    expect(producer.trySend({ value: 'b' })).toBeDefined()
    expect(producer.trySend({ value: 'c' })).toBeUndefined()
    const abort = new AbortController()
    const given = producer.ready({ signal: abort.signal })
    abort.abort(new Error('no patience'))
    await expect(given).rejects.toThrow('no patience')
    const ready = producer.ready()
    door.open()
    await ready
    await producer.trySend({ value: 'c' })
  })

  it('sends all of an iterable, no faster than there is room, and tells of the first failure', async () => {
    const log = new IdempotentLog()
    let bad = false
    const producer = await scriptedProducer({
      bufferRecords: 3,
      attempt: async (batch) => (bad && batch.values.includes('v5') ? TOO_LARGE : log.store(batch)),
    })
    let taken = 0
    async function* records() {
      for (const value of VALUES) {
        taken++
        expect(taken - (log.records.get(0)?.length ?? 0)).toBeLessThanOrEqual(5)
        yield { value }
      }
    }
    expect(await producer.sendAll(records())).toBe(20)
    expect(log.records.get(0)).toEqual(VALUES)
    bad = true
    await expect(producer.sendAll(VALUES.map((value) => ({ value })))).rejects.toMatchObject({
      code: 'ERR_KAFKA_TOO_LARGE',
    })
    expect(producer.statistics()).toMatchObject({ delivered: 39, failed: 1 })
    const abort = new AbortController()
    abort.abort(new Error('enough'))
    await expect(producer.sendAll([{ value: 'v' }], abort)).rejects.toThrow('enough')
  })

  it('withdraws a record by its signal while it waits for room', async () => {
    const door = gate()
    const log = new ScriptedLog()
    const producer = await scriptedProducer({
      bufferRecords: 1,
      attempt: async (batch) => {
        await door.opened
        return log.append(batch)
      },
    })
    const abort = new AbortController()
    const options = { signal: abort.signal }
    const underWay = producer.send({ value: 'under way' }, options)
    const waiting = producer.send({ value: 'waiting' }, options)
    const reason = new Error('changed my mind')
    abort.abort(reason)
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_KAFKA_ABORTED', cause: reason })
    await expect(producer.send({ value: 'late' }, options)).rejects.toMatchObject({
      code: 'ERR_KAFKA_ABORTED',
    })
    door.open()
    await underWay
    expect(log.records.get(0)).toEqual(['under way'])
    expect(await producer.close()).toEqual({ delivered: 1, failed: 0, unsent: 2 })
  })
})

describe('flush and close', () => {
  it('flush ends lingering, and waits for what was sent before it, not after', async () => {
    const door = gate()
    const log = new ScriptedLog()
    const producer = await scriptedProducer({
      partitions: 2,
      lingerMs: 60_000,
      deliveryTimeoutMs: 100_000,
      attempt: async (batch) => {
        if (batch.partition === 1) await door.opened
        return log.append(batch)
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

  it('lingers no longer than asked', async () => {
    const sizes: number[] = []
    const producer = await scriptedProducer({
      lingerMs: 20,
      attempt: async ({ values }) => {
        sizes.push(values.length)
        return { baseOffset: 0n }
      },
    })
    const first = producer.send({ value: 'a' })
    await turn()
    await Promise.all([first, producer.send({ value: 'b' })])
    expect(sizes).toEqual([2])
  })

  it('close sends the rest, refuses more, and gives one report', async () => {
    const producer = await scriptedProducer({ attempt: new ScriptedLog().append })
    const sent = producer.send({ value: 'v' })
    const closing = producer.close()
    await expect(producer.send({ value: 'w' })).rejects.toMatchObject({ code: 'ERR_KAFKA_CLOSED' })
    await sent
    expect(await closing).toEqual({ delivered: 1, failed: 0, unsent: 0 })
    expect(await producer.close()).toEqual(await closing)
  })

  it('close gives up when its time is up, and tells what was tried from what was not', async () => {
    const producer = await scriptedProducer({
      attempt: () => new Promise(() => {}),
      onDelivery: () => {},
    })
    const tried = producer.send({ value: 'tried' })
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

it.each([UNKNOWN_TOPIC, REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS])(
  'code %d passes with time',
  async (code) => {
    const log = new IdempotentLog()
    let answers = 0
    const producer = await scriptedProducer({
      attempt: async (batch) => (answers++ < 2 ? code : log.store(batch)),
    })
    await producer.send({ value: 'v' })
    expect(log.records.get(0)).toEqual(['v'])
  },
)
