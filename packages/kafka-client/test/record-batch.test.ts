import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeHeaders, writeBytes } from '../src/producer/record-fields.ts'
import { COMPRESSIONS, type Compression, decompress } from '../src/wire/compression/codecs.ts'
import { writesZstd } from '../src/wire/compression/zstd.ts'
import { crc32c } from '../src/wire/crc32c.ts'
import { NULL_KEY, RecordBatch } from '../src/wire/record-batch.ts'
import { sizeOfVarint, writeVarint } from '../src/wire/varint.ts'

interface Given {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array }[]
  readonly timestamp: number
}

/** What KafkaJS makes of a batch; another program's reading, with a registry of codecs that is ours to fill. */
const load = createRequire(import.meta.url)
const Decoder = load('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => object
const decodeBatch = load('kafkajs/src/protocol/recordBatch/v0/decoder.js') as (
  decoder: object,
) => Promise<KafkajsBatch>
const { Codecs } = load('kafkajs/src/protocol/message/compression/index.js') as {
  Codecs: Record<number, () => object>
}
for (const [code] of COMPRESSIONS.entries()) {
  if (code > 1)
    Codecs[code] = () => ({ decompress: async (bytes: Buffer) => decompress(code, bytes) })
}

interface KafkajsBatch {
  readonly producerId: string
  readonly producerEpoch: number
  readonly firstSequence: number
  readonly maxTimestamp: string
  readonly records: readonly {
    readonly key: Buffer | null
    readonly value: Buffer | null
    readonly headers: Record<string, Buffer | Buffer[]>
    readonly timestamp: string
    readonly offset: string
  }[]
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.uint8Array({ minLength: 60, maxLength: 70 }),
  fc.nat(20_000).map((length) => Buffer.alloc(length, `${length} `)),
)
const record: fc.Arbitrary<Given> = fc.record({
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.uniqueArray(
    fc.record({ key: fc.string({ maxLength: 9 }).map((name) => `h${name}`), value: bytes }),
    {
      maxLength: 3,
      selector: ({ key }) => key,
    },
  ),
  timestamp: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 4_102_444_800_000 })),
})
const records = fc.array(record, { minLength: 1, maxLength: 30 })

function keyOf(key: Uint8Array | null): Uint8Array {
  if (key === null) return NULL_KEY
  const prefixed = new Uint8Array(sizeOfVarint(key.length) + key.length)
  prefixed.set(key, writeVarint(key.length, prefixed, 0))
  return prefixed
}

function batchOf(given: readonly Given[]): RecordBatch {
  const batch = new RecordBatch(Buffer.alloc(4_096))
  for (const { key, value, headers, timestamp } of given) {
    const parts = [keyOf(key), value, writeBytes, encodeHeaders(headers)] as const
    while (!batch.append(timestamp, ...parts)) batch.moveTo(Buffer.alloc(batch.capacity * 2))
  }
  return batch
}

async function read(batch: RecordBatch): Promise<KafkajsBatch> {
  const written = Buffer.from(batch.buffer.subarray(0, batch.size))
  expect(written.readUInt32BE(17)).toBe(crc32c(written, 21))
  expect(written.readInt32BE(8)).toBe(written.length - 12)
  return decodeBatch(new Decoder(written))
}

/** As text, which is compared far faster than arrays. */
function plain(data: Uint8Array | null): string | null {
  return data === null ? null : Buffer.from(data).toString('base64')
}

function expectRecords(batch: KafkajsBatch, given: readonly Given[]): void {
  const told = batch.records.map(({ key, value, headers, timestamp, offset }) => [
    Number(offset),
    Number(timestamp),
    plain(key),
    plain(value),
    Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, plain(one as Buffer)])),
  ])
  expect(told).toEqual(
    given.map(({ key, value, headers, timestamp }, offset) => [
      offset,
      timestamp,
      plain(key),
      plain(value),
      Object.fromEntries(headers.map((header) => [header.key, plain(header.value)])),
    ]),
  )
  expect(Number(batch.maxTimestamp)).toBe(Math.max(...given.map(({ timestamp }) => timestamp)))
}

const stamp = { producerId: 2n ** 40n, epoch: 3, sequence: 77 }
const written = COMPRESSIONS.filter((name) => name !== 'zstd' || writesZstd)

it.each(written)(
  'what is written with %s is read alike by KafkaJS',
  async (compression: Compression) => {
    await fc.assert(
      fc.asyncProperty(records, async (given) => {
        const batch = batchOf(given)
        batch.compress(compression)
        batch.stamp(stamp)
        const told = await read(batch)
        expect([told.producerId, told.producerEpoch, told.firstSequence]).toEqual([
          String(2 ** 40),
          3,
          77,
        ])
        expectRecords(told, given)
      }),
      { numRuns: 20 },
    )
  },
)

it.each(written)('the halves of a batch with %s hold its records', async (compression) => {
  await fc.assert(
    fc.asyncProperty(records, fc.nat(29), async (given, at) => {
      const batch = batchOf(given)
      batch.compress(compression)
      batch.stamp(stamp)
      const middle = Math.min(at, given.length)
      const halves = batch.split(middle)
      for (const [half, part] of [
        [halves[0], given.slice(0, middle)],
        [halves[1], given.slice(middle)],
      ] as const) {
        if (part.length === 0) continue
        half.stamp(stamp)
        expectRecords(await read(half), part)
      }
    }),
    { numRuns: 15 },
  )
})

it('stays as it was when a record does not fit, or its serializer throws', async () => {
  const batch = new RecordBatch(Buffer.alloc(200))
  const value = new Uint8Array(30)
  expect(batch.append(5, NULL_KEY, value, writeBytes, encodeHeaders([]))).toBe(true)
  const { size } = batch
  expect(batch.append(6, NULL_KEY, new Uint8Array(90), writeBytes, encodeHeaders([]))).toBe(false)
  const fail = (): number => {
    throw new Error('no')
  }
  expect(() => batch.append(6, NULL_KEY, value, fail, encodeHeaders([]))).toThrow('no')
  expect([batch.size, batch.count]).toEqual([size, 1])
  expect(batch.append(7, NULL_KEY, value, writeBytes, encodeHeaders([]))).toBe(true)
  batch.stamp(stamp)
  const one = { key: null, value, headers: [] }
  expectRecords(await read(batch), [
    { ...one, timestamp: 5 },
    { ...one, timestamp: 7 },
  ])
})
