import { expect, test } from 'vitest'
import { tableOf, verdictOf } from '../src/report.ts'
import { type Cost, compare, type Outcome, spread } from '../src/runner.ts'

const EFFORT = { rounds: 3, warmUpRounds: 1, scale: 1 }

/** A contender that tells what it took, round after round. */
function told(name: string, wallNs: readonly number[], calls: string[] = []) {
  let round = 0
  return {
    name,
    operations: 10,
    async run(operations: number): Promise<Cost> {
      calls.push(name)
      const cost = { wallNs: (wallNs[round] ?? 0) * operations, cpuNs: operations, rssBytes: round }
      round++
      return cost
    },
  }
}

test('rounds alternate, warm-up does not count, ratios are taken round by round', async () => {
  const calls: string[] = []
  const ours = told('ours', [999, 1, 10, 100], calls)
  const peer = { ...told('peer', [1, 2, 30, 400], calls), goal: 3 }
  const { measured } = await compare({ title: 'task', ours, peers: [peer] }, EFFORT)
  expect(calls).toEqual(Array(4).fill(['ours', 'peer']).flat())
  expect(measured).toMatchObject([
    { name: 'ours', nsPerOperation: { median: 10, min: 1, max: 100 }, peakRssBytes: 3 },
    { name: 'peer', nsPerOperation: { median: 30 }, ratio: { median: 3, min: 2, max: 4 }, goal: 3 },
  ])
})

test('what does not tell its cost is measured', async () => {
  const ours = {
    name: 'busy',
    operations: 1,
    async run() {
      const until = performance.now() + 5
      while (performance.now() < until);
      return undefined
    },
  }
  const { measured } = await compare({ title: 'task', ours, peers: [] }, EFFORT)
  expect(measured[0]?.nsPerOperation.min).toBeGreaterThanOrEqual(5e6)
  expect(measured[0]?.cpuNsPerOperation.max).toBeGreaterThan(0)
})

test.each([
  [[5], 5, 5, 5],
  [[3, 1, 2], 2, 1, 3],
  [[4, 1, 3, 2], 2, 1, 4],
])('the spread of %j', (values, median, min, max) => {
  expect(spread(values)).toEqual({ median, min, max })
})

function outcomeWith(ratio: number): Outcome {
  const flat = { median: 100, min: 90, max: 110 }
  const figures = { nsPerOperation: flat, cpuNsPerOperation: flat, peakRssBytes: 2 ** 20 }
  return {
    title: 'encode',
    measured: [
      { name: 'ours', ...figures },
      { name: 'peer', ...figures, ratio: { median: ratio, min: ratio, max: ratio }, goal: 2 },
    ],
  }
}

test('the verdict holds each ratio against its goal', () => {
  expect(verdictOf('codec', [outcomeWith(2)])).toEqual({
    bench: 'codec',
    ratios: { 'peer encode': 2 },
    goals: { 'peer encode': 2 },
    met: true,
  })
  expect(verdictOf('codec', [outcomeWith(2), outcomeWith(1.9)]).met).toBe(false)
})

test('the table has a row for each contender', () => {
  const lines = tableOf(outcomeWith(2.5)).split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[2]).toMatch(
    /^peer +100 \(90\.\.110\) +100 +1 +2\.50 \(2\.50\.\.2\.50\) x +>= 2\.00 x$/,
  )
})
