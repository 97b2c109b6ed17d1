import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc32c } from '../src/wire/crc32c.ts'
import { sizeOfVarint, VarintReader, writeVarint, writeVarlong } from '../src/wire/varint.ts'

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
/** What zigzag makes a safe integer of. */
const int53 = fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 })

/** The definition, in exact arithmetic. */
function zigzag(value: number): Buffer {
  let rest = BigInt(value) < 0n ? -2n * BigInt(value) - 1n : 2n * BigInt(value)
  const bytes: number[] = []
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)])
}

it('writes and reads integers of 32 bits', () => {
  fc.assert(
    fc.property(int32, (value) => {
      const target = Buffer.alloc(16)
      const end = writeVarint(value, target, 3)
      expect(target.subarray(3, end)).toEqual(zigzag(value))
      expect(sizeOfVarint(value)).toBe(end - 3)
      const reader = new VarintReader(target, 3)
      expect(reader.varint()).toBe(value)
      expect(reader.at).toBe(end)
    }),
  )
})

it('writes and reads longer integers', () => {
  fc.assert(
    fc.property(fc.oneof(int32, int53), (value) => {
      const target = Buffer.alloc(16)
      const end = writeVarlong(value, target, 0)
      expect(target.subarray(0, end)).toEqual(zigzag(value))
      const reader = new VarintReader(target)
      expect(reader.varlong()).toBe(value)
      expect(reader.at).toBe(end)
    }),
  )
})

it('refuses what ends early or is too long', () => {
  expect(() => new VarintReader(Buffer.from([0x80])).varint()).toThrow('ends within')
  expect(() => new VarintReader(Buffer.alloc(9, 0xff)).varint()).toThrow('more than 5 bytes')
  expect(() => new VarintReader(Buffer.alloc(12, 0xff)).varlong()).toThrow('more than 8 bytes')
  expect(() => new VarintReader(zigzag(2 ** 40)).varint()).toThrow('more than')
})

it('sums as RFC 3720 says, and alike at every length and place', () => {
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa)
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43)
  expect(crc32c(Buffer.from(Array.from({ length: 32 }, (_, i) => i)))).toBe(0x46dd794e)
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  const bytes = randomBytes(300)
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (from, to) => {
      expect(crc32c(bytes, from, to)).toBe(bitByBit(bytes.subarray(from, Math.max(from, to))))
    }),
  )
})

function bitByBit(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}
