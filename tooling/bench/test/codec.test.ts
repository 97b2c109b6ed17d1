import { expect, test } from 'vitest'
import { codec } from '../src/benches/codec.ts'
import { verdictOf } from '../src/report.ts'
import { compare } from '../src/runner.ts'

test('every contender does its work on both records', async () => {
  const arena = await codec.setUp()
  try {
    const effort = { rounds: 1, warmUpRounds: 0, scale: 0.005 }
    const outcomes = []
    for (const comparison of arena.comparisons) outcomes.push(await compare(comparison, effort))
    const { ratios, goals } = verdictOf('codec', outcomes)
    const tasks = ['encodeInto', 'encode', 'decode', 'decode as a later schema']
    for (const record of ['the guide’s record', 'a nested record of 40 fields']) {
      const names = tasks.map((task) => `bare avsc ${task}: ${record}`)
      expect(Object.keys(goals)).toEqual(expect.arrayContaining(names))
    }
    expect(Object.keys(ratios)).toContain('JSON encode: the guide’s record')
    expect(Object.values(ratios).every((ratio) => ratio > 0)).toBe(true)
    // fastavro is there, or it is said why not.
    const isThere = 'fastavro encode: the guide’s record' in goals
    expect(arena.notes).toContainEqual(
      expect.stringMatching(isThere ? /^fastavro \d/ : /^left out: fastavro/),
    )
  } finally {
    await arena.close()
  }
})
