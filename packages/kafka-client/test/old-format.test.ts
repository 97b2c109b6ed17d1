import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KafkaError } from '../src/errors.ts'
import { splitBatches } from '../src/wire/decode-batches.ts'
import { RecordColumns } from '../src/wire/decode-records.ts'
import { isOldFormat, modernized } from '../src/wire/old-format.ts'

// KafkaJS's encoder of the formats before Kafka 0.11, which somebody else wrote.
const require = createRequire(import.meta.url)
const Message = require('kafkajs/src/protocol/message') as (of: {
  readonly version: number
}) => (message: object) => { readonly buffer: Buffer }

const GZIP = 1
const SNAPPY = 2

interface Old {
  readonly offset: number
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
}

const part = fc.option(fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array)))
/** Offsets ascend, with gaps as they are where a log was compacted. */
const records: fc.Arbitrary<readonly Old[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 300 }),
      timestamp: fc.nat(2 ** 45),
      key: part,
      value: part,
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((list) => {
    let offset = 2 ** 40
    return list.map(({ gap, ...rest }) => {
      offset += gap
      return { ...rest, offset }
    })
  })

/** One entry of a message set: its offset and size, then what KafkaJS makes of it. */
function entry(version: 0 | 1, { offset, ...message }: Old, compression = 0): Buffer {
  const { buffer } = Message({ version })({ ...message, compression })
  const head = Buffer.alloc(12)
  head.writeBigInt64BE(BigInt(offset))
  head.writeInt32BE(buffer.length, 8)
  return Buffer.concat([head, buffer])
}

const setOf = (version: 0 | 1, list: readonly Old[]): Buffer =>
  Buffer.concat(list.map((record) => entry(version, record)))

/** A set within one message; of version 1, offsets in it count from its first one, and it has the last one. */
function packed(version: 0 | 1, list: readonly Old[], bytes: Buffer, code = GZIP): Buffer {
  const { offset, timestamp } = list.at(-1) as Old
  return entry(version, { offset, timestamp, key: null, value: bytes }, code)
}

async function read(bytes: Buffer): Promise<unknown[]> {
  return splitBatches(await modernized(bytes)).flatMap((batch) => {
    const columns = new RecordColumns(batch)
    expect(batch.lastOffset).toBe(columns.offset(columns.count - 1))
    return Array.from({ length: columns.count }, (_, index) => ({
      offset: columns.offset(index),
      timestamp: columns.timestamp(index),
      key: columns.key(index),
      value: columns.value(index),
      headers: columns.headers(index),
    }))
  })
}

const seen = (version: 0 | 1, list: readonly Old[]): unknown[] =>
  list.map((record) => ({
    ...record,
    // Version 0 has no times.
    timestamp: version === 0 ? -1 : record.timestamp,
    headers: [],
  }))

describe('records in the formats before Kafka 0.11', () => {
  it.each([0, 1] as const)('are read: version %i', async (version) => {
    await fc.assert(
      fc.asyncProperty(records, async (list) => {
        const bytes = setOf(version, list)
        expect(isOldFormat(bytes)).toBe(true)
        expect(await read(bytes)).toEqual(seen(version, list))
      }),
    )
  })

  it.each([0, 1] as const)('are read from a compressed set: version %i', async (version) => {
    const { gzipSync } = await import('node:zlib')
    await fc.assert(
      fc.asyncProperty(records, async (list) => {
        const base = version === 0 ? 0 : (list[0] as Old).offset
        const inner = list.map((record) => ({ ...record, offset: record.offset - base }))
        const bytes = packed(version, list, gzipSync(setOf(version, inner)))
        expect(await read(bytes)).toEqual(seen(version, list))
      }),
    )
  })

  const three: readonly Old[] = [1, 2, 3].map((offset) => ({
    offset,
    timestamp: 7,
    key: null,
    value: Buffer.from(`value${offset}`),
  }))

  it('leave one that is cut off, and what is in today’s format, to the next fetch', async () => {
    const whole = setOf(1, three)
    const [first, second] = [setOf(1, three.slice(0, 1)), setOf(1, three.slice(1, 2))]
    for (let end = first.length; end < first.length + second.length; end++) {
      expect(await read(whole.subarray(0, end))).toHaveLength(1)
    }
    expect(await read(whole.subarray(0, first.length - 1))).toEqual([])
    const today = await modernized(second)
    expect(isOldFormat(today)).toBe(false)
    expect(await read(Buffer.concat([first, today]))).toHaveLength(1)
    expect(splitBatches(Buffer.concat([today, first]))).toHaveLength(1)
  })

  it('have their checksums looked at', async () => {
    const bytes = setOf(0, three)
    bytes[bytes.length - 1] = 0
    await expect(modernized(bytes)).rejects.toMatchObject({ code: 'ERR_KAFKA_CORRUPT' })
  })

  it('compressed in a way that KafkaJS has no codec of are refused by name', async () => {
    await expect(modernized(packed(1, three, Buffer.from('x'), SNAPPY))).rejects.toMatchObject({
      code: 'ERR_KAFKA_COMPRESSION',
      because: expect.stringContaining('Snappy'),
    })
  })

  it('end in a typed error, or in records, on whatever bytes', async () => {
    const bytes = setOf(1, three)
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    const onlyTyped = async (hostile: Buffer): Promise<void> => {
      const outcome = await modernized(hostile).catch((error: unknown) => error)
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(KafkaError)
    }
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const hostile = Buffer.from(bytes)
        for (const [at, byte] of changes) hostile[at] = byte
        await onlyTyped(hostile)
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array().map((b) => Buffer.from(b)),
        onlyTyped,
      ),
    )
  })
})
