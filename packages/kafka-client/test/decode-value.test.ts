import { createRequire } from 'node:module'
import { expect, it, vi } from 'vitest'
import { decodeValue } from '../src/consumer/decode-value.ts'
import { makeRecord, undecodable } from '../src/consumer/make-record.ts'
import type { Deserializer } from '../src/consumer/types.ts'
import { splitBatches } from '../src/wire/decode-batches.ts'
import { RecordColumns } from '../src/wire/decode-records.ts'

const require = createRequire(import.meta.url)
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0')
const Record = require('kafkajs/src/protocol/recordBatch/record/v0')

/** A batch of records that KafkaJS has written. */
async function columnsOf(...records: readonly object[]): Promise<RecordColumns> {
  const { buffer } = await RecordBatch({
    compression: 0,
    firstOffset: 0,
    firstTimestamp: 1,
    maxTimestamp: 1,
    lastOffsetDelta: records.length - 1,
    producerId: -1,
    records: records.map((record, offsetDelta) =>
      Record({ offsetDelta, timestampDelta: 0, ...record }),
    ),
  })
  const [batch] = splitBatches(buffer)
  if (batch === undefined) throw new Error('KafkaJS wrote no batch')
  return new RecordColumns(batch)
}

const text: Deserializer<string> = {
  decode: (bytes, offset, end, headers) =>
    `${Buffer.from(bytes.subarray(offset, end))} ${headers?.map(({ key, value }) => `${key}=${value}`)}`,
}

it('gives a deserializer the headers of a record, and reads none where there are none', async () => {
  const columns = await columnsOf(
    { value: 'a', headers: { x: '1', y: ['2', '3'] } },
    { value: 'b' },
    { value: null, headers: { x: '1' } },
  )
  const read = vi.spyOn(columns, 'headers')
  expect(decodeValue(text, columns, 0)).toBe('a x=1,y=2,y=3')
  expect(decodeValue(text, columns, 1)).toBe('b undefined')
  expect(decodeValue(text, columns, 2)).toBeNull()
  expect(read.mock.calls).toEqual([[0], [2]])
})

it('gives them again where it asks again', async () => {
  const columns = await columnsOf({ value: 'a', headers: { x: '1' } })
  let isDown = true
  const value: Deserializer<string> = {
    decode(...record) {
      if (!isDown) return text.decode(...record)
      isDown = false
      throw Object.assign(new Error('down'), { retriable: true })
    },
  }
  expect(await decodeValue(value, columns, 0)).toBe('a x=1')
})

it('treats headers that cannot be read as any value that cannot be decoded', async () => {
  const columns = await columnsOf({ value: 'a', headers: { x: '1' } })
  // Behind the value: one header, whose name is said to be 63 bytes long.
  columns.bytes[columns.valueEnd(0) + 1] = 126
  const place = { topic: 't', partition: 0, columns, index: 0 }
  const failure = { code: 'ERR_KAFKA_BAD_RECORD', retriable: false }
  expect(() => decodeValue(text, columns, 0)).toThrow(expect.objectContaining(failure))
  expect(() => makeRecord(place, 'a')).toThrow(expect.objectContaining(failure))
  const failed = undecodable(place, new Error('its headers'), 1)
  expect(failed).toMatchObject({ headers: [], value: Buffer.from('a'), error: failure })
})
