import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  COMPRESSIONS,
  type Compression,
  compress,
  decompress,
  writableCompression,
} from '../src/wire/compression/codecs.ts'
import { lz4Decompress } from '../src/wire/compression/lz4-block.ts'
import { snappyDecompress } from '../src/wire/compression/snappy-block.ts'
import { xxhash32 } from '../src/wire/compression/xxhash32.ts'
import { writesZstd } from '../src/wire/compression/zstd.ts'

const WRITTEN = COMPRESSIONS.filter((name) => name !== 'zstd' || writesZstd)
const codeOf = (name: Compression): number => COMPRESSIONS.indexOf(name)

/** Bytes of every kind: noise, runs, words that come again near and far. */
const anyBytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.nat(255), fc.nat(3_000)).map(([byte, count]) => Buffer.alloc(count, byte)),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(500))
        .map(([word, times]) => Buffer.concat(Array.from({ length: times }, () => word))),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts))

/** The same 300 bytes as the reference libraries write them (through Python's cramjam 2.14.0). */
const TEXT = Buffer.from('hops '.repeat(60))
const ZSTD = 'KLUv/WAsAGUAAChob3BzIAEAJFCLFg=='
const FOREIGN: readonly [Compression, string][] = [
  ['snappy', 'rAIQaG9wcyD+BQD+BQD+BQD+BQCaBQA='],
  ['lz4', 'BCJNGFRArhAAAABfaG9wcyAFAP8QUGhvcHMgcPp6NwAAAACBbrXe'],
  ['zstd', ZSTD],
]

describe.each(WRITTEN)('%s', (name) => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(decompress(codeOf(name), compress(name, bytes)).equals(bytes)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('gives back more than one block of noise, and of what repeats', () => {
    const noise = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i * 31) >> 7))
    for (const bytes of [noise, Buffer.alloc(300_000, 'sensor0 21.5 ')]) {
      expect(decompress(codeOf(name), compress(name, bytes)).equals(bytes)).toBe(true)
    }
  })
})

describe.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('%s, reading', (name) => {
  const valid = writesZstd || name !== 'zstd' ? compress(name, TEXT) : Buffer.from(ZSTD, 'base64')

  it('tells damaged bytes by a typed error, or reads others, and never hangs', () => {
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length), (at, byte, end) => {
        const damaged = Buffer.from(valid.subarray(0, end))
        if (at < end) damaged[at] = byte
        try {
          decompress(codeOf(name), damaged, 100_000)
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_KAFKA_COMPRESSION' })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('gives no more than it may', () => {
    expect(() => decompress(codeOf(name), valid, 299)).toThrow(
      expect.objectContaining({ code: 'ERR_KAFKA_COMPRESSION' }),
    )
    expect(decompress(codeOf(name), valid, 300).equals(TEXT)).toBe(true)
  })
})

it.each(FOREIGN)('reads %s of other programs', (name, base64) => {
  expect(decompress(codeOf(name), Buffer.from(base64, 'base64')).equals(TEXT)).toBe(true)
})

it('makes what repeats a tenth', () => {
  for (const name of WRITTEN.slice(1)) {
    expect(compress(name, Buffer.alloc(60_000, 'temperature ')).length).toBeLessThan(6_000)
  }
})

it('hashes as the specification of xxHash says', () => {
  expect(xxhash32(Buffer.from(''))).toBe(0x02cc5d05)
  expect(xxhash32(Buffer.from('abc'))).toBe(0x32d153ff)
  expect(xxhash32(Buffer.from('Nobody inspects the spammish repetition'))).toBe(0xe2293b2f)
})

it('does not read beyond a block, nor before what is written', () => {
  expect(() => snappyDecompress(Buffer.from([4, 1, 0]), 100)).toThrow('damaged')
  expect(() => snappyDecompress(Buffer.from([4, 12, 65]), 100)).toThrow('damaged')
  expect(() => lz4Decompress(Buffer.from([0x10, 65, 9, 0, 0]), Buffer.alloc(99), 0)).toThrow(
    'damaged',
  )
})

it('refuses a compression that nobody has, and zstd where Node cannot write it', () => {
  expect(() => decompress(7, TEXT)).toThrow('the code 7')
  if (writesZstd) expect(writableCompression('zstd')).toBe('zstd')
  else expect(() => writableCompression('zstd')).toThrow(/Use Node 22.15 or later, or lz4/)
})
