import avsc from 'avsc'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AvroCodecError, AvroSchema } from '../src/index.ts'
import { anyCase } from './random-schemas.ts'
import { codecFor, decodeAll, framed } from './support.ts'

test('any value of any schema comes back equal, in the bytes of bare avsc', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, fc.nat(10), async ({ schema, value }, offset) => {
      const { writer, reader } = await codecFor(JSON.stringify(schema), { bareBytes: false })
      const bytes = Buffer.from(writer.encode(value))
      expect(decodeAll(reader, bytes)).toEqual(value)
      // Longs have a test of their own, against the specification: bare avsc is wrong about some.
      const text = JSON.stringify(schema)
      if (!text.includes('"long"')) {
        const bare = avsc.Type.forSchema(JSON.parse(text)).toBuffer(value)
        expect(bytes.subarray(5).toString('hex')).toBe(bare.toString('hex'))
      }
      const target = Buffer.alloc(offset + bytes.length + 10, 0xee)
      expect(writer.encodeInto(value, target, offset)).toBe(offset + bytes.length)
      expect(target.subarray(offset, offset + bytes.length).equals(bytes)).toBe(true)
      expect(target.subarray(offset + bytes.length).every((byte) => byte === 0xee)).toBe(true)
      expect(reader.decode(target, offset, offset + bytes.length)).toEqual(value)
    }),
    { numRuns: 400 },
  )
})

test('a string never runs past its end, as it does in bare avsc', async () => {
  const target = Buffer.alloc(12, 0xee)
  const end = avsc.Type.forSchema('string').encode('éé', target, 0)
  expect(target.subarray(end).every((byte) => byte === 0xee)).toBe(false)
  target.fill(0xee)
  const { writer } = await codecFor('"string"')
  const ours = writer.encodeInto('éé', target, 0)
  expect(target.subarray(ours).every((byte) => byte === 0xee)).toBe(true)
})

test('any value of any schema is read as a later schema says', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, async ({ schema, value, later }) => {
      const { codec, writer } = await codecFor(JSON.stringify(schema), { bareBytes: false })
      const reader = codec.reader<unknown>({ schema: JSON.stringify(later.schema) })
      expect(reader.decodeSync(writer.encode(value))).toEqual(later.read(value))
    }),
    { numRuns: 400 },
  )
})

test('a canonical form is its own, and keeps the fingerprint and the bytes', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, async ({ schema, value }) => {
      const given = new AvroSchema(JSON.stringify(schema))
      const canonical = new AvroSchema(given.canonicalForm)
      expect(canonical.canonicalForm).toBe(given.canonicalForm)
      expect(canonical.fingerprint).toBe(given.fingerprint)
      const [one, other] = [await codecFor(given.text), await codecFor(canonical.text)]
      expect(other.writer.encode(value)).toEqual(one.writer.encode(value))
    }),
    { numRuns: 200 },
  )
})

test('of broken bytes of any schema a value comes out, or this package’s error with the byte', async () => {
  const hostile = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(anyCase, hostile, fc.nat(), async ({ schema, value, later }, flips, cut) => {
      const { codec, writer, reader } = await codecFor(JSON.stringify(schema))
      const datum = Buffer.from(writer.encode(value).subarray(5))
      for (const [at, byte] of flips) if (datum.length > 0) datum[at % datum.length] = byte
      const bytes = framed(...datum.subarray(0, datum.length - (cut % (datum.length + 1))))
      const resolving = codec.reader<unknown>({ schema: JSON.stringify(later.schema) })
      await resolving.load(1).catch(() => undefined)
      for (const read of [reader, resolving]) {
        try {
          read.decodeSync(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(AvroCodecError)
          if ((error as AvroCodecError).code === 'ERR_AVRO_INCOMPATIBLE') continue
          expect((error as AvroCodecError).offset).toBeLessThanOrEqual(bytes.length - 5)
        }
      }
    }),
    { numRuns: 600 },
  )
})

test('text of any characters is written as Node encodes it', async () => {
  const { writer, reader } = await codecFor('"string"')
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('a', 'é', '温', '😀', '\u07ff', '\uffff'), maxLength: 40 }),
  )
  fc.assert(
    fc.property(anyText, (value) => {
      const utf8 = Buffer.from(value)
      const bytes = Buffer.from(writer.encode(value))
      expect(bytes.subarray(bytes.length - utf8.length).equals(utf8)).toBe(true)
      expect(bytes.length - utf8.length).toBe(utf8.length < 64 ? 6 : 7)
      expect(decodeAll(reader, bytes)).toBe(value)
    }),
    { numRuns: 1000 },
  )
})
