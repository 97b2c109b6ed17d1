import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Claim, divide } from '../src/consumer/divide-partitions.ts'

const claim = (member: string, partitions: readonly number[], generation = 1): Claim => ({
  member,
  partitions,
  generation,
})
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

describe('divide', () => {
  it('gives each partition to one member, as evenly as possible, whatever they claim', () => {
    const claims = fc.uniqueArray(
      fc.record({
        member: fc.string({ minLength: 1 }),
        partitions: fc.array(fc.integer({ min: -2, max: 40 })),
        generation: fc.integer({ min: -1, max: 5 }),
      }),
      { minLength: 1, maxLength: 12, selector: ({ member }) => member },
    )
    fc.assert(
      fc.property(claims, fc.integer({ min: 0, max: 40 }), (given, count) => {
        const shares = divide(upTo(count), given)
        expect([...shares.values()].flat().sort((a, b) => a - b)).toEqual(upTo(count))
        const sizes = [...shares.values()].map(({ length }) => length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        expect(divide(upTo(count), [...given].reverse())).toEqual(shares)
      }),
    )
  })

  it('moves only what a member that joins or leaves makes necessary', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 2, max: 9 }),
        (count, size) => {
          const names = upTo(size).map((n) => `member${n}`)
          const before = divide(
            upTo(count),
            names.map((name) => claim(name, [])),
          )
          const held = (name: string): Claim => claim(name, before.get(name) ?? [])
          const stayed = (after: ReadonlyMap<string, readonly number[]>): number =>
            names.reduce((sum, name) => {
              const own = new Set(before.get(name))
              return sum + (after.get(name) ?? []).filter((partition) => own.has(partition)).length
            }, 0)
          const joined = divide(upTo(count), [...names.map(held), claim('new', [])])
          expect(stayed(joined)).toBe(count - (joined.get('new')?.length ?? 0))
          const [gone = '', ...rest] = names
          const left = divide(upTo(count), rest.map(held))
          expect(stayed(left)).toBe(count - (before.get(gone)?.length ?? 0))
        },
      ),
    )
  })

  it('believes the later generation where two members claim a partition', () => {
    const claims = [claim('a', [0, 1], 3), claim('b', [0, 1], 4)]
    expect(divide([0, 1, 2, 3], claims).get('b')).toEqual([0, 1])
  })
})
