import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isInShard, WHOLE } from '../src/shard.ts'

it('every sensor is in exactly one part, and parts are of one size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 60 }), (of, sensors) => {
      const sizes = Array.from({ length: of }, () => 0)
      for (let sensor = 0; sensor < sensors; sensor++) {
        const parts = sizes.map((_, index) => isInShard(`sensor${sensor}`, { part: index + 1, of }))
        expect(parts.filter(Boolean)).toHaveLength(1)
        sizes[parts.indexOf(true)] = (sizes[parts.indexOf(true)] ?? 0) + 1
      }
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
  expect(isInShard('sensor7', WHOLE)).toBe(true)
})
