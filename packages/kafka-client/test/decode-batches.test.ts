import { createRequire } from 'node:module'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { KafkaError } from '../src/errors.ts'
import { unreadable } from '../src/wire/aborted-batches.ts'
import { BATCH_HEADER_BYTES } from '../src/wire/batch-layout.ts'
import { compress } from '../src/wire/compression/codecs.ts'
import { crc32c } from '../src/wire/crc32c.ts'
import { splitBatches } from '../src/wire/decode-batches.ts'
import { decodeFetch } from '../src/wire/decode-fetch.ts'
import { RecordColumns } from '../src/wire/decode-records.ts'

/** KafkaJS's encoder of record batches, which somebody else wrote. */
interface Kafkajs {
  readonly RecordBatch: (batch: object) => Promise<{ readonly buffer: Buffer }>
  readonly Record: (record: object) => object
}
let kafkajs: Kafkajs

beforeAll(() => {
  const require = createRequire(import.meta.url)
  kafkajs = {
    RecordBatch: require('kafkajs/src/protocol/recordBatch/v0').RecordBatch,
    Record: require('kafkajs/src/protocol/recordBatch/record/v0'),
  }
})

interface Written {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly timestamp: number
  readonly headers: readonly (readonly [string, Buffer])[]
}

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
// KafkaJS keeps headers in an object, in which other names have a meaning or come first.
const name = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `h${text}`)
const written: fc.Arbitrary<Written> = fc.record({
  key: fc.option(bytes),
  value: fc.option(bytes),
  timestamp: fc.integer({ min: 0, max: 2 ** 45 }),
  headers: fc.array(fc.tuple(name, bytes), {
    maxLength: 3,
  }),
})

async function encode(
  records: readonly Written[],
  { baseOffset = 0, attributes = 0, producerId = -1 } = {},
): Promise<Buffer> {
  const first = records[0]?.timestamp ?? 0
  const { buffer } = await kafkajs.RecordBatch({
    compression: 0,
    firstOffset: baseOffset,
    firstTimestamp: first,
    maxTimestamp: Math.max(first, ...records.map(({ timestamp }) => timestamp)),
    lastOffsetDelta: Math.max(0, records.length - 1),
    producerId,
    records: records.map(({ key, value, timestamp, headers }, offsetDelta) => {
      const named: Record<string, Buffer[]> = {}
      for (const [name, part] of headers) named[name] = [...(named[name] ?? []), part]
      return kafkajs.Record({
        offsetDelta,
        timestampDelta: timestamp - first,
        key,
        value,
        headers: named,
      })
    }),
  })
  return attributes === 0 ? buffer : withAttributes(buffer, attributes)
}

/** The batch with other attributes, and its records put in their place where that means compression. */
function withAttributes(batch: Buffer, attributes: number, records?: Buffer): Buffer {
  const changed = Buffer.concat([
    batch.subarray(0, BATCH_HEADER_BYTES),
    records ?? batch.subarray(BATCH_HEADER_BYTES),
  ])
  changed.writeInt32BE(changed.length - 12, 8)
  changed.writeInt16BE(attributes, 21)
  changed.writeUInt32BE(crc32c(changed, 21), 17)
  return changed
}

function read(batches: Buffer): unknown[] {
  return splitBatches(batches).flatMap((batch) => {
    const columns = new RecordColumns(batch)
    return Array.from({ length: columns.count }, (_, index) => ({
      key: columns.key(index),
      value: columns.value(index),
      timestamp: columns.timestamp(index),
      headers: columns.headers(index).map(({ key, value }) => [key, value]),
    }))
  })
}

/** Headers come grouped by name from KafkaJS's encoder. */
function grouped(records: readonly Written[]): unknown[] {
  return records.map((record) => {
    const names = [...new Set(record.headers.map(([name]) => name))]
    const headers = names.flatMap((name) => record.headers.filter(([other]) => other === name))
    return { ...record, headers }
  })
}

describe('reading record batches', () => {
  it('gives what KafkaJS wrote: keys, values, times, headers, nulls', async () => {
    const lists = fc.array(written, { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(lists, lists, async (first, second) => {
        const both = Buffer.concat([await encode(first), await encode(second, { baseOffset: 30 })])
        expect(read(both)).toEqual([...grouped(first), ...grouped(second)])
      }),
    )
  })

  it('leaves a batch that is cut off for the next fetch, wherever it is cut', async () => {
    const one = await encode([{ key: null, value: Buffer.from('a'), timestamp: 1, headers: [] }])
    for (let end = 0; end < one.length; end++) {
      expect(read(Buffer.concat([one, one.subarray(0, end)]))).toHaveLength(1)
    }
  })

  it('reads each compression', async () => {
    const record = {
      key: Buffer.from('k'),
      value: Buffer.alloc(3_000, 'v'),
      timestamp: 7,
      headers: [],
    }
    const batch = await encode([record, record])
    const plain = batch.subarray(BATCH_HEADER_BYTES)
    for (const [code, name] of ['none', 'gzip', 'snappy', 'lz4'].entries()) {
      const packed = withAttributes(batch, code, compress(name as 'gzip', plain))
      expect(read(packed)).toEqual([record, record])
    }
  })

  it('takes the broker’s time where the topic has that', async () => {
    const records = [1, 9].map((timestamp) => ({ key: null, value: null, timestamp, headers: [] }))
    const batch = await encode(records, { attributes: 1 << 3 })
    expect(read(batch)).toMatchObject([{ timestamp: 9 }, { timestamp: 9 }])
  })

  it('finds a bit that was flipped in anything that the checksum covers', async () => {
    const batch = await encode([
      { key: null, value: Buffer.from('abc'), timestamp: 1, headers: [] },
    ])
    fc.assert(
      fc.property(fc.integer({ min: 21, max: batch.length - 1 }), fc.nat(7), (at, bit) => {
        const harmed = Buffer.from(batch)
        harmed[at] = (harmed[at] as number) ^ (1 << bit)
        expect(() => splitBatches(harmed)).toThrow(/has the CRC/)
      }),
    )
  })

  it('ends in a typed error, or in records, on whatever bytes', async () => {
    const record = { key: Buffer.from('k'), value: Buffer.from('v'), timestamp: 1, headers: [] }
    const batch = await encode([record, record, record])
    const change = fc.tuple(
      fc.integer({ min: 0, max: batch.length - 1 }),
      fc.integer({ max: 255, min: 0 }),
    )
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const hostile = Buffer.from(batch)
        for (const [at, byte] of changes) hostile[at] = byte
        // Whoever is hostile computes the checksum, too.
        hostile.writeUInt32BE(crc32c(hostile, 21), 17)
        onlyTyped(() => read(hostile))
      }),
      { numRuns: 2_000 },
    )
    fc.assert(fc.property(bytes, (noise) => onlyTyped(() => read(noise))))
    fc.assert(fc.property(bytes, (noise) => onlyTyped(() => decodeFetch(noise))))
  })
})

describe('batches that are not handed out', () => {
  const value = { key: null, value: Buffer.from('v'), timestamp: 1, headers: [] }
  const TRANSACTIONAL = 1 << 4
  const CONTROL = 1 << 5
  /** A marker's key: version 0, and 0 for an abort or 1 for a commit. */
  const marker = (kind: number): Written => ({ ...value, key: Buffer.from([0, 0, 0, kind]) })

  it('are markers, and what aborted transactions wrote until their marker', async () => {
    const batches = splitBatches(
      Buffer.concat([
        await encode([value], { baseOffset: 0, attributes: TRANSACTIONAL, producerId: 1 }),
        await encode([value], { baseOffset: 1, attributes: TRANSACTIONAL, producerId: 2 }),
        await encode([value], { baseOffset: 2 }),
        await encode([marker(0)], {
          baseOffset: 3,
          attributes: TRANSACTIONAL | CONTROL,
          producerId: 1,
        }),
        await encode([value], { baseOffset: 4, attributes: TRANSACTIONAL, producerId: 1 }),
        await encode([marker(1)], {
          baseOffset: 5,
          attributes: TRANSACTIONAL | CONTROL,
          producerId: 1,
        }),
      ]),
    )
    const isUnreadable = unreadable([{ producerId: 1n, firstOffset: 0 }])
    const passed = batches
      .filter((batch) => isUnreadable(batch))
      .map(({ baseOffset }) => baseOffset)
    expect(passed).toEqual([0, 3, 5])
  })
})

function onlyTyped(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(KafkaError)
  }
}
