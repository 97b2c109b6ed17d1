import type { Skip, SuiteResult } from './test-results.ts'

/** Lines for a reader: one a suite, then every failed and every skipped test by name. */
export function suiteLines(results: readonly SuiteResult[]): string[] {
  const width = Math.max(0, ...results.map(({ suite }) => suite.length))
  return [
    ...results.map((result) => `${result.suite.padEnd(width)}  ${closingLine([result])}`),
    ...results.flatMap(({ suite, failures }) =>
      failures.map((name) => `failed: ${suite}: ${name}`),
    ),
    ...results.flatMap(({ suite, skips }) => skips.map((skip) => skipLine(suite, skip))),
  ]
}

/** The closing line: `N passed, N failed`, and `, N skipped` when there are some. */
export function closingLine(results: readonly SuiteResult[]): string {
  const passed = sum(results.map((result) => result.passed))
  const failed = sum(results.map(({ failures }) => failures.length))
  const skipped = sum(results.flatMap(({ skips }) => skips.map(({ tests }) => tests)))
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

/** Whether the run counts as good. In CI a skip is a fault, since CI installs all that suites need. */
export function isGood(results: readonly SuiteResult[], isCi: boolean): boolean {
  return results.every(
    ({ failures, skips }) => failures.length === 0 && (skips.length === 0 || !isCi),
  )
}

function skipLine(suite: string, { name, tests }: Skip): string {
  return `skipped: ${suite}: ${name}${tests === 1 ? '' : `: ${tests} tests`}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
