import { expect, test } from 'vitest'
import { AvroCodec, AvroCodecError, type SchemaSource } from '../src/index.ts'
import { codecFor, decodeAll, framed, GUIDE_SCHEMA, refusedBy, tableSource } from './support.ts'

interface SensorRecord {
  timestamp: number
  id: string
  value: number
}

const RECORD: SensorRecord = { timestamp: 1_700_000_000_123, id: 'sensor0', value: 1.5 }

test('writes the bytes that three other clients write', async () => {
  const schema = {
    type: 'record',
    name: 'r',
    fields: [
      { name: 'ts', type: 'long' },
      { name: 'v', type: 'double' },
    ],
  }
  const { writer } = await codecFor(schema)
  // From @kafkajs/confluent-schema-registry, @confluentinc/schemaregistry and confluent-kafka (Python).
  const bytes = writer.encode({ ts: 1_700_000_000_123, v: 1.5 })
  expect(Buffer.from(bytes).toString('hex')).toBe('0000000001f6a1abfef962000000000000f83f')
})

test('a record of the guide comes back equal, timestamp-millis as a number', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA)
  const record = decodeAll(reader, writer.encode(RECORD))
  expect(record).toEqual(RECORD)
  expect(Object.keys(record as object)).toEqual(['timestamp', 'id', 'value'])
})

test('encodeInto writes from the offset to the end it returns, and nowhere else', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA)
  const value = { ...RECORD, id: 'Fühler-温度' }
  const target = new Uint8Array(100).fill(0xee)
  const end = writer.encodeInto(value, target, 10)
  expect(end).toBeGreaterThan(10)
  expect([...target.subarray(0, 10), ...target.subarray(end)].every((b) => b === 0xee)).toBe(true)
  expect(reader.decode(target, 10, end)).toEqual(value)
  expect(Buffer.from(writer.encode(value)).equals(target.subarray(10, end))).toBe(true)
})

test('encodeInto tells how many bytes are missing', async () => {
  const { writer } = await codecFor(GUIDE_SCHEMA)
  const needed = writer.encode(RECORD).length
  for (let room = 0; room < needed; room++) {
    const target = new Uint8Array(3 + room).fill(0xee)
    expect(writer.encodeInto(RECORD, target, 3)).toBe(room - needed)
    expect([...target.subarray(0, 3)]).toEqual([0xee, 0xee, 0xee])
  }
  expect(writer.encodeInto(RECORD, new Uint8Array(3 + needed), 3)).toBe(3 + needed)
})

test('encode takes values of any size', async () => {
  const { writer, reader } = await codecFor({ type: 'array', items: 'string' })
  for (const length of [0, 1, 1000, 100_000, 10]) {
    const value = Array.from({ length }, (_, index) => `ключ ${index}`)
    expect(decodeAll(reader, writer.encode(value))).toEqual(value)
  }
})

test('what encode gave stays as it was', async () => {
  const { writer } = await codecFor('"string"')
  const texts = Array.from({ length: 500 }, (_, index) => String(index).repeat(1 + (index % 90)))
  const kept = texts.map((text) => writer.encode(text))
  for (const [index, text] of texts.entries()) {
    expect(
      Buffer.from(kept[index] ?? [])
        .toString('latin1')
        .endsWith(text),
    ).toBe(true)
    expect(kept[index]).toEqual(Buffer.from(writer.encode(text)))
  }
})

test('writers by subject, by id and by id with text write the same', async () => {
  const schemas: SchemaSource = {
    schemaById: async () => GUIDE_SCHEMA,
    latest: async () => ({ id: 7, version: 2, schema: GUIDE_SCHEMA }),
  }
  const codec = new AvroCodec({ schemas })
  const writers = [
    await codec.writer<SensorRecord>({ subject: 'sensor' }),
    await codec.writer<SensorRecord>({ id: 7 }),
    await codec.writer<SensorRecord>({ id: 7, schema: GUIDE_SCHEMA }),
  ]
  const [first, ...others] = writers.map((writer) => writer.encode(RECORD))
  for (const bytes of others) expect(bytes).toEqual(first)
  for (const { schemaId, schema } of writers) {
    expect({ schemaId, schema }).toEqual({ schemaId: 7, schema: GUIDE_SCHEMA })
  }
})

test('a schema seen for the first time takes a promise, then decoding is synchronous', async () => {
  const { source, asked } = tableSource({ 300000: '"long"' })
  const reader = new AvroCodec({ schemas: source }).reader<number>()
  const bytes = Buffer.from([0, 0, 4, 0x93, 0xe0, 54])
  const first = reader.decode(bytes, 0, 6)
  expect(first).toBeInstanceOf(Promise)
  expect(await first).toBe(27)
  expect(reader.decode(bytes, 0, 6)).toBe(27)
  expect(asked).toEqual([300_000])
})

test('callers that wait for one id share one look-up', async () => {
  const { source, asked } = tableSource({ 1: '"long"', 2: '"string"' })
  const codec = new AvroCodec({ schemas: source })
  const values = Array.from({ length: 100 }, (_, index) =>
    codec.reader<number>().decode(framed(2 * index), 0, 6 + 0),
  )
  // Zigzag: even byte 2n is n, for n below 64 in one byte.
  expect((await Promise.all(values.slice(0, 64))).at(-1)).toBe(63)
  await Promise.allSettled(values)
  expect(asked).toEqual([1])
})

test('a known id does not wait for another that hangs', () => {
  const schemas: SchemaSource = { schemaById: () => new Promise(() => undefined) }
  const codec = new AvroCodec({ schemas })
  const reader = codec.reader<number>()
  const hanging = reader.decode(Buffer.from([0, 0, 0, 0, 2, 0]), 0, 6)
  expect(hanging).toBeInstanceOf(Promise)
  return codec.writer<number>({ id: 1, schema: '"long"' }).then((writer) => {
    expect(decodeAll(reader, writer.encode(-3))).toBe(-3)
  })
})

test('a failing source is named, passed on as cause and asked again', async () => {
  const down = Object.assign(new Error('connect ECONNREFUSED'), {
    retriable: true,
    fix: 'Start the registry',
  })
  let calls = 0
  const schemas: SchemaSource = {
    async schemaById() {
      if (++calls === 1) throw down
      return '"long"'
    },
    latest: () => {
      throw down
    },
  }
  const codec = new AvroCodec({ schemas })
  const failed = Promise.resolve(codec.reader<number>().decode(framed(2), 0, 6))
  await expect(failed).rejects.toMatchObject({
    code: 'ERR_AVRO_SCHEMA_UNAVAILABLE',
    message: 'schema 1: connect ECONNREFUSED. Start the registry',
    retriable: true,
    schemaId: 1,
    cause: down,
  })
  await expect(codec.writer({ subject: 'sensor' })).rejects.toMatchObject({
    code: 'ERR_AVRO_SCHEMA_UNAVAILABLE',
    what: 'latest schema of subject sensor',
    cause: down,
  })
  expect(await codec.reader<number>().decode(framed(2), 0, 6)).toBe(1)
})

test('compiled schemas are bounded, and given up ones are looked up again', async () => {
  const asked: number[] = []
  const codec = new AvroCodec({
    schemas: {
      async schemaById(id) {
        asked.push(id)
        return '"int"'
      },
    },
  })
  for (let id = 1; id <= 1001; id++) await codec.writer({ id })
  await codec.writer({ id: 1001 })
  expect(asked).toHaveLength(1001)
  await codec.writer({ id: 1 })
  expect(asked).toHaveLength(1002)
})

test('wrong arguments are refused', async () => {
  const { codec, writer, reader } = await codecFor('"long"')
  for (const id of [0, -1, 1.5, 2 ** 31, Number.NaN]) {
    await expect(codec.writer({ id })).rejects.toMatchObject({ code: 'ERR_AVRO_INVALID_ARGUMENT' })
  }
  await expect(codec.writer({ subject: 's' })).rejects.toMatchObject({
    code: 'ERR_AVRO_INVALID_ARGUMENT',
  })
  const bytes = framed(2)
  for (const act of [
    () => reader.decode(bytes, -1, 6),
    () => reader.decode(bytes, 0, 7),
    () => reader.decode(bytes, 4, 3),
    () => reader.decode(bytes, 0.5, 6),
    () => writer.encodeInto(1, bytes, -1),
    () => writer.encodeInto(1, bytes, 7),
    () => Reflect.apply(reader.decode, reader, ['text', 0, 4]),
    () => Reflect.apply(writer.encodeInto, writer, [1, null, 0]),
  ]) {
    const error = refusedBy(act)
    expect(error).toBeInstanceOf(AvroCodecError)
    expect(error.code).toBe('ERR_AVRO_INVALID_ARGUMENT')
  }
})
