import { describe, expect, it } from 'vitest'
import { Partitioner } from '../src/producer/partitioner.ts'

describe('Partitioner', () => {
  it('keeps a key on one partition', () => {
    const partitioner = new Partitioner(5)
    const key = Buffer.from('foobar')
    const first = partitioner.choose(key)
    partitioner.batchSealed(first)
    expect(partitioner.choose(key)).toBe(first)
    expect(first).toBe((-790332482 & 0x7fffffff) % 5)
  })

  it('keeps records without a key together until their batch leaves, then uses every partition', () => {
    const partitioner = new Partitioner(3)
    const used = new Set<number>()
    for (let batch = 0; batch < 3; batch++) {
      const partition = partitioner.choose(null)
      expect(partitioner.choose(null)).toBe(partition)
      used.add(partition)
      partitioner.batchSealed(partition)
    }
    expect(used).toEqual(new Set([0, 1, 2]))
  })

  it('does not move on when another partition sends', () => {
    const partitioner = new Partitioner(2)
    const partition = partitioner.choose(null)
    partitioner.batchSealed(1 - partition)
    expect(partitioner.choose(null)).toBe(partition)
  })

  it('moves on once where batches of all partitions leave together, records with keys among them', () => {
    const partitioner = new Partitioner(3)
    const used = new Set<number>()
    for (let round = 0; round < 3; round++) {
      used.add(partitioner.choose(null))
      for (const partition of [0, 1, 2, 0, 1, 2]) partitioner.batchSealed(partition)
    }
    expect(used.size).toBe(3)
  })

  it('grows with the topic and never shrinks', () => {
    const partitioner = new Partitioner(2)
    partitioner.grow(4)
    partitioner.grow(1)
    expect(partitioner.count).toBe(4)
  })
})
