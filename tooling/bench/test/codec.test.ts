import { expect, test } from 'vitest'
import { codec } from '../src/benches/codec.ts'
import { verdictOf } from '../src/report.ts'
import { compare } from '../src/runner.ts'

test('every contender does its work, and every ratio has a goal', async () => {
  const arena = await codec.setUp()
  try {
    const effort = { rounds: 1, warmUpRounds: 0, scale: 0.005 }
    const outcomes = []
    for (const comparison of arena.comparisons) outcomes.push(await compare(comparison, effort))
    const { ratios, goals } = verdictOf('codec', outcomes)
    expect(Object.keys(ratios)).toEqual(Object.keys(goals))
    expect(Object.keys(goals)).toEqual(
      expect.arrayContaining(['bare avsc encodeInto', 'bare avsc encode', 'bare avsc decode']),
    )
    expect(Object.values(ratios).every((ratio) => ratio > 0)).toBe(true)
    // fastavro is there, or it is said why not.
    const isThere = 'fastavro encode' in goals
    expect(arena.notes).toContainEqual(
      expect.stringMatching(isThere ? /^fastavro \d/ : /^left out: fastavro/),
    )
  } finally {
    await arena.close()
  }
})
