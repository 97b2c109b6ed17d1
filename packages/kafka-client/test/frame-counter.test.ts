import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FrameCounter } from '../src/connection/frame-counter.ts'

it('counts each answer with its last byte, however the stream is cut', () => {
  const answers = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 })
  const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(answers, cuts, (bodies, sizes) => {
      const stream = Buffer.concat(bodies.flatMap((body) => [lengthOf(body), body]))
      const counter = new FrameCounter()
      let counted = 0
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const end = Math.min(stream.length, at + (sizes[turn % sizes.length] ?? 1))
        counted += counter.count(stream.subarray(at, end))
        at = end
        expect(counted).toBe(endedBefore(bodies, end))
      }
      expect(counted).toBe(bodies.length)
    }),
  )
})

function lengthOf(body: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length)
  return length
}

function endedBefore(bodies: readonly Uint8Array[], position: number): number {
  let end = 0
  return bodies.filter((body) => {
    end += 4 + body.length
    return end <= position
  }).length
}
