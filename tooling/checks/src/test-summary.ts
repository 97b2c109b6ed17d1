import type { SuiteResult } from './test-results.ts'

/** Lines for a reader: one a suite, then every failed and every skipped test by name. */
export function suiteLines(results: readonly SuiteResult[]): string[] {
  const width = Math.max(0, ...results.map(({ suite }) => suite.length))
  return [
    ...results.map((result) => `${result.suite.padEnd(width)}  ${counts(result)}`),
    ...results.flatMap(({ suite, failures }) =>
      failures.map((name) => `failed: ${suite}: ${name}`),
    ),
    ...results.flatMap(({ suite, skips }) => skips.map((name) => `skipped: ${suite}: ${name}`)),
  ]
}

/** The closing line: `N passed, N failed`, and `, N skipped` when there are some. */
export function closingLine(results: readonly SuiteResult[]): string {
  return counts({
    passed: total(results, ({ passed }) => passed),
    failures: { length: total(results, ({ failures }) => failures.length) },
    skips: { length: total(results, ({ skips }) => skips.length) },
  })
}

/** Whether the run counts as good. In CI a skipped suite is a fault, since CI installs all that suites need. */
export function isGood(results: readonly SuiteResult[], isCi: boolean): boolean {
  return results.every(
    ({ failures, skips }) => failures.length === 0 && (skips.length === 0 || !isCi),
  )
}

interface Counts {
  readonly passed: number
  readonly failures: { readonly length: number }
  readonly skips: { readonly length: number }
}

function counts({ passed, failures, skips }: Counts): string {
  const skipped = skips.length === 0 ? '' : `, ${skips.length} skipped`
  return `${passed} passed, ${failures.length} failed${skipped}`
}

function total(results: readonly SuiteResult[], of: (result: SuiteResult) => number): number {
  return results.reduce((sum, result) => sum + of(result), 0)
}
