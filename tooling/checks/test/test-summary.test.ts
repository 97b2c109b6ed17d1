import { expect, test } from 'vitest'
import type { SuiteResult } from '../src/test-results.ts'
import { closingLine, isGood, suiteLines } from '../src/test-summary.ts'

const GOOD: SuiteResult = { suite: 'a test', passed: 3, failures: [], skips: [] }
const FAILED: SuiteResult = { suite: 'bb test', passed: 1, failures: ['x breaks'], skips: [] }
const SKIPPED: SuiteResult = {
  suite: 'c',
  passed: 2,
  failures: [],
  skips: [
    { name: 'y (skipped: no Java)', tests: 1 },
    { name: 'z (skipped: no Python)', tests: 4 },
  ],
}

test('the closing line sums every suite and names skips only when there are some', () => {
  expect(closingLine([GOOD, FAILED])).toBe('4 passed, 1 failed')
  expect(closingLine([GOOD, FAILED, SKIPPED])).toBe('6 passed, 1 failed, 5 skipped')
  expect(closingLine([])).toBe('0 passed, 0 failed')
})

test('each suite has a line, and each failure and skip is named', () => {
  expect(suiteLines([GOOD, FAILED, SKIPPED])).toEqual([
    'a test   3 passed, 0 failed',
    'bb test  1 passed, 1 failed',
    'c        2 passed, 0 failed, 5 skipped',
    'failed: bb test: x breaks',
    'skipped: c: y (skipped: no Java)',
    'skipped: c: z (skipped: no Python): 4 tests',
  ])
})

test('a failure is never good, a skip is good outside CI only', () => {
  expect(isGood([GOOD], true)).toBe(true)
  expect(isGood([GOOD, FAILED], false)).toBe(false)
  expect(isGood([GOOD, SKIPPED], false)).toBe(true)
  expect(isGood([GOOD, SKIPPED], true)).toBe(false)
})
