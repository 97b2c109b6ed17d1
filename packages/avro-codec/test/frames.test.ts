import { expect, test } from 'vitest'
import { AvroCodec } from '../src/index.ts'
import { codecFor, decodeAll, framed, GUIDE_SCHEMA, refusedBy, tableSource } from './support.ts'

const RECORD = { timestamp: 1_700_000_000_123, id: 'sensor0', value: 1.5 }
const header = (key: string, ...value: number[]) => [{ key, value: Buffer.from(value) }]

test('a feature group’s record is bare Avro with the schema’s id in a header', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA)
  const bare = writer.encode(RECORD).subarray(5)
  const headers = [
    { key: 'projectId', value: Buffer.from('119') },
    { key: 'subjectId', value: Buffer.from('1') },
  ]
  expect(reader.decode(bare, 0, bare.length, headers)).toEqual(RECORD)
  expect(reader.decodeSync(bare, 0, bare.length, headers)).toEqual(RECORD)
  expect(reader.decode(writer.encode(RECORD), 0, bare.length + 5, header('other', 1))).toEqual(
    RECORD,
  )
})

test('an id in Confluent’s header is taken, a GUID is named', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA)
  const bare = writer.encode(RECORD).subarray(5)
  expect(reader.decode(bare, 0, bare.length, header('__value_schema_id', 0, 0, 0, 0, 1))).toEqual(
    RECORD,
  )
  const guid = header('__value_schema_id', 1, ...Array<number>(16).fill(0xab))
  const error = refusedBy(() => reader.decode(bare, 0, bare.length, guid))
  expect(error.code).toBe('ERR_AVRO_NOT_FRAMED')
  expect(error.because).toContain('abababab-abab-abab-abab-abababababab')
})

test.each([
  header('subjectId', 0x78),
  header('subjectId'),
  header('subjectId', ...Buffer.from('4294967296')),
  header('__key_schema_id', 2, 0),
])('a header that names no schema is refused: %j', async (one) => {
  const { reader } = await codecFor(GUIDE_SCHEMA)
  const error = refusedBy(() => reader.decode(Buffer.alloc(1), 0, 1, [one]))
  expect(error.code).toBe('ERR_AVRO_NOT_FRAMED')
})

test('a tombstone is no frame', async () => {
  const { reader } = await codecFor(GUIDE_SCHEMA)
  expect(reader.decode(null)).toBeNull()
})

test('decode takes all bytes by default', async () => {
  const { writer, reader } = await codecFor(GUIDE_SCHEMA)
  expect(reader.decode(writer.encode(RECORD))).toEqual(RECORD)
})

test('decodeSync says which schema it lacks, and has it once it is loaded', async () => {
  const { source, asked } = tableSource({ 1: '"long"' })
  const reader = new AvroCodec({ schemas: source }).reader<number>()
  expect(refusedBy(() => reader.decodeSync(framed(2)))).toMatchObject({
    code: 'ERR_AVRO_NOT_LOADED',
    schemaId: 1,
  })
  expect(asked).toEqual([])
  await reader.load(1)
  expect(reader.decodeSync(framed(2))).toBe(1)
})

test('a schema that is just bytes has no length, as Confluent’s clients write it', async () => {
  const value = Buffer.from([1, 2, 3])
  const bare = await codecFor('"bytes"')
  expect([...bare.writer.encode(value)]).toEqual([0, 0, 0, 0, 1, 1, 2, 3])
  expect(decodeAll(bare.reader, framed(1, 2, 3))).toEqual(value)
  expect(decodeAll(bare.reader, framed())).toEqual(Buffer.alloc(0))
  const avro = await codecFor('"bytes"', { bareBytes: false })
  expect([...avro.writer.encode(value)]).toEqual([0, 0, 0, 0, 1, 6, 1, 2, 3])
  expect(decodeAll(avro.reader, framed(6, 1, 2, 3))).toEqual(value)
  const inside = await codecFor({ type: 'array', items: 'bytes' })
  expect([...inside.writer.encode([value])]).toEqual([0, 0, 0, 0, 1, 2, 6, 1, 2, 3, 0])
})
