import { expect, test } from 'vitest'
import { plot } from '../src/benches/plot.ts'
import { verdictOf } from '../src/report.ts'
import { compare } from '../src/runner.ts'

test('every contender does its work, and the growth with keys has goals', async () => {
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
  const drawn = Object.keys(ratios).includes('Chart.js frame of 8 x 1000 points')
  const [, note] = arena.notes
  expect(note).toMatch(drawn ? /^a frame of the page/ : /^left out: the page: none of chromium/)
  await arena.close()
})
