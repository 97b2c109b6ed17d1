import { expect, test } from 'vitest'
import { RetryBudget } from '../src/transport/retry-budget.ts'

/** How many retries a budget allows when so many calls fail at once. */
function retriesOf(calls: number): number {
  const budget = new RetryBudget()
  let retries = 0
  for (let call = 0; call < calls; call += 1) {
    budget.deposit()
    for (let retry = 0; retry < 3; retry += 1) if (budget.withdraw()) retries += 1
  }
  return retries
}

test('a quiet client may retry as it likes', () => {
  expect(retriesOf(3)).toBe(9)
})

test.each([100, 1000, 10_000])('%i failing calls retry one in five', (calls) => {
  expect(retriesOf(calls)).toBeLessThanOrEqual(10 + calls * 0.2)
  expect(retriesOf(calls)).toBeGreaterThan(calls * 0.19)
})
