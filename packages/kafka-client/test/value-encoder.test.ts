import { describe, expect, it } from 'vitest'
import { ValueEncoder } from '../src/producer/value-encoder.ts'

describe('ValueEncoder', () => {
  it('grows its buffer until the value fits, and gives bytes of their own', () => {
    const sizes: number[] = []
    const encoder = new ValueEncoder<number>({
      encodeInto(length, target, offset) {
        sizes.push(target.length)
        if (offset + length > target.length) return -1
        target.fill(length & 0xff, offset, offset + length)
        return offset + length
      },
    })
    const large = encoder.encode(3_000)
    const small = encoder.encode(2)
    // What the next call writes must not reach the bytes before.
    encoder.encode(4_000)
    expect(sizes).toEqual([1_024, 2_048, 4_096, 4_096, 4_096])
    expect(large).toEqual(Buffer.alloc(3_000, 3_000 & 0xff))
    expect(small).toEqual(Buffer.from([2, 2]))
  })

  it('copies what a serializer returns: it may use its buffer again', () => {
    const own = new Uint8Array([1])
    const bytes = new ValueEncoder<null>({ encode: () => own }).encode(null)
    own[0] = 2
    expect(bytes).toEqual(Buffer.from([1]))
  })

  it.each([1.5, 1_025])('refuses an end of %d', (end) => {
    const encoder = new ValueEncoder<null>({ encodeInto: () => end })
    expect(() => encoder.encode(null)).toThrow('encodeInto returned')
  })

  it('does not grow for ever', () => {
    const encoder = new ValueEncoder<null>({ encodeInto: () => -1 })
    expect(() => encoder.encode(null)).toThrow('needs more than')
  })
})
