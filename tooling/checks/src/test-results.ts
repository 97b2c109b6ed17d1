import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { WorkspacePackage } from './workspace.ts'

/** A task of turbo that runs tests. */
export type TestTask = 'test' | 'test:integration'

/** Where a task's JSON report lands (tooling/vitest says so); turbo restores it with a cached pass. */
const REPORTS: Readonly<Record<TestTask, string>> = {
  test: '.test-results/unit.json',
  'test:integration': '.test-results/integration.json',
}

/** The part of vitest's JSON report that is summed. */
interface Report {
  readonly testResults: readonly FileReport[]
}

interface FileReport {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly TestReport[]
}

interface TestReport {
  readonly status: string
  readonly fullName: string
  /** Names of the `describe` blocks around the test, outermost first. */
  readonly ancestorTitles: readonly string[]
}

/** A skipped test, or a whole block of them under the block's name. */
export interface Skip {
  /** Carries the reason. */
  readonly name: string
  readonly tests: number
}

/** What came out of one package's task. */
export interface SuiteResult {
  /** Package and task, for example `@hops-kafka/certs test`. */
  readonly suite: string
  readonly passed: number
  /** Full names of the failed tests; a file that did not load counts as one. */
  readonly failures: readonly string[]
  readonly skips: readonly Skip[]
}

/** Removes the reports of earlier runs, so that only what this run wrote or restored is counted. */
export function clearResults(task: TestTask, packages: readonly WorkspacePackage[]): void {
  for (const { directory } of packages) rmSync(path.join(directory, REPORTS[task]), { force: true })
}

/** Reads what a task left in each package that has it. A package without a report has failed. */
export function collectResults(
  task: TestTask,
  packages: readonly WorkspacePackage[],
): SuiteResult[] {
  return packages
    .filter(({ manifest }) => manifest.scripts?.[task] !== undefined)
    .map((target) => readSuite(task, target))
}

/** Names of the packages whose last report has skips. */
export function packagesThatSkipped(
  task: TestTask,
  packages: readonly WorkspacePackage[],
): string[] {
  return packages
    .filter((target) => readSuite(task, target).skips.length > 0)
    .map(({ name }) => name)
}

/** A suite that failed as a whole. */
export function failedSuite(suite: string, reason: string): SuiteResult {
  return { suite, passed: 0, failures: [reason], skips: [] }
}

function readSuite(task: TestTask, { name, directory }: WorkspacePackage): SuiteResult {
  const suite = `${name} ${task}`
  const files = readReport(path.join(directory, REPORTS[task]))
  if (files === undefined) return failedSuite(suite, 'left no report: it did not run to its end')
  if (files.length === 0) return failedSuite(suite, 'found no test file')
  const tests = files.flatMap((file) => file.assertionResults)
  const failed = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
  return {
    suite,
    passed: tests.filter(({ status }) => status === 'passed').length,
    failures: [...failed, ...files.flatMap(brokenFile)],
    skips: files.flatMap(skipsOf),
  }
}

/** The files of a report; undefined when there is none, or one that was not written to its end. */
function readReport(file: string): readonly FileReport[] | undefined {
  if (!existsSync(file)) return undefined
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Report).testResults
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The skips of a file; a block of which nothing ran is one. */
function skipsOf({ assertionResults: tests }: FileReport): Skip[] {
  const ran = new Set(tests.filter((test) => !isSkipped(test)).map(blockOf))
  const names = tests
    .filter(isSkipped)
    .map((test) => (ran.has(blockOf(test)) ? test.fullName : (blockOf(test) ?? test.fullName)))
  return [...new Set(names)].map((name) => ({
    name,
    tests: names.filter((other) => other === name).length,
  }))
}

/** Vitest knows four names for a test that did not run. */
function isSkipped({ status }: TestReport): boolean {
  return ['skipped', 'pending', 'todo', 'disabled'].includes(status)
}

function blockOf({ ancestorTitles }: TestReport): string | undefined {
  return ancestorTitles[0]
}

/** A file can fail without a failed test: it did not load, or a hook of it threw. */
function brokenFile(file: FileReport): string[] {
  const hasFailedTest = file.assertionResults.some(({ status }) => status === 'failed')
  if (file.status !== 'failed' || hasFailedTest) return []
  const reason = file.message.split('\n', 1)[0] ?? ''
  return [`${path.basename(file.name)}: ${reason || 'failed outside its tests'}`]
}
