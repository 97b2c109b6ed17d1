import { expect, test } from 'vitest'
import { plot } from '../src/benches/plot.ts'
import { verdictOf } from '../src/report.ts'
import { compare } from '../src/runner.ts'

test('every contender does its work, and every ratio has a goal', async () => {
  const arena = await plot.setUp()
  const effort = { rounds: 1, warmUpRounds: 0, scale: 0.005 }
  const outcomes = []
  for (const comparison of arena.comparisons) outcomes.push(await compare(comparison, effort))
  const { ratios, goals } = verdictOf('plot', outcomes)
  expect(Object.keys(goals)).toEqual([
    '8 keys push',
    '8 keys delta, one point a key',
    '8 keys snapshot',
  ])
  expect(Object.values(ratios).every((ratio) => ratio > 0)).toBe(true)
  expect(arena.notes).toHaveLength(1)
  await arena.close()
})
