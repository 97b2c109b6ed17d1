import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AvroCodecError } from '../src/index.ts'
import { codecFor, decodeAll, refusedBy } from './support.ts'

const FOREIGN: readonly [name: string, bytes: readonly number[], words: string, hex: string][] = [
  ['nothing', [], 'empty', ''],
  ['JSON', [...Buffer.from('{"id":"sensor0"}')], 'JSON', '7b 22 69 64'],
  ['a JSON list', [...Buffer.from('[1]')], 'JSON', '5b 31 5d'],
  ['an Avro container', [...Buffer.from('Obj'), 1, 2], 'container', '4f 62 6a 01 02'],
  ['an Avro single object', [0xc3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9], 'single object', 'c3 01 01'],
  ['a Glue frame', [3, 0, ...Array<number>(16).fill(9)], 'Glue', '03 00 09'],
  ['an Apicurio frame', [0, 0, 0, 0, 0, 0, 0, 0, 7, 2], 'Apicurio', '00 00 00 00 00'],
  ['a GUID frame', [1, ...Array<number>(16).fill(9)], 'GUID', '01 09'],
  ['text', [...Buffer.from('warm')], 'first byte is not 0', '77 61 72 6d'],
  ['half a frame', [0, 0, 0, 0], 'cut short', '00 00 00 00'],
  ['a frame of id 0', [0, 0, 0, 0, 0], 'id is 0', '00 00 00 00 00'],
  ['a negative id', [0, 0xff, 0xff, 0xff, 0xfe, 2], 'id is -2', '00 ff ff ff fe'],
]

test.each(FOREIGN)('%s is named, with its first bytes', async (_, bytes, words, hex) => {
  const { reader } = await codecFor('"long"')
  const error = refusedBy(() => decodeAll(reader, Uint8Array.from(bytes)))
  expect(error.code).toBe('ERR_AVRO_NOT_FRAMED')
  expect(error.because).toContain(words)
  expect(error.because).toContain(hex)
})

test('only the value’s own bytes are shown, sixteen at most', async () => {
  const { reader } = await codecFor('"long"')
  const bytes = Buffer.from('secret before {"a":1} secret behind')
  const error = refusedBy(() => reader.decode(bytes, 14, 21))
  expect(error.what).toBe('record value of 7 bytes')
  expect(error.because).toMatch(/7b 22 61 22 3a 31 7d$/)
  const long = refusedBy(() => decodeAll(reader, Buffer.alloc(40, 0x7b)))
  expect(long.because).toMatch(/(7b ){15}7b …$/)
})

test('of bytes without a right frame only this package’s error comes out', async () => {
  const { reader } = await codecFor('"long"')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
      fc.pre(bytes[0] !== 0)
      expect(refusedBy(() => decodeAll(reader, bytes))).toBeInstanceOf(AvroCodecError)
    }),
  )
})
