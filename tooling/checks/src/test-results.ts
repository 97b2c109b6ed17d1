import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { WorkspacePackage } from './workspace.ts'

/** Where each suite's JSON report lands; turbo restores it with a cached pass. */
const RESULTS_FOLDER = '.test-results'

/** The part of vitest's JSON report that is summed. */
interface Report {
  readonly testResults: readonly FileReport[]
}

interface FileReport {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
}

/** What came out of one package's task. */
export interface SuiteResult {
  /** Package and task, for example `@hops-kafka/certs test`. */
  readonly suite: string
  readonly passed: number
  /** Full names of the failed tests; a file that did not load counts as one. */
  readonly failures: readonly string[]
  /** Full names of the skipped tests, which carry the reason. */
  readonly skips: readonly string[]
}

/** Removes the reports of earlier runs, so that only what this run wrote or restored is counted. */
export function clearResults(packages: readonly WorkspacePackage[]): void {
  for (const { directory } of packages) {
    rmSync(path.join(directory, RESULTS_FOLDER), { recursive: true, force: true })
  }
}

/** Reads what a task left in each package that has it. A package without a report has failed. */
export function collectResults(task: string, packages: readonly WorkspacePackage[]): SuiteResult[] {
  return packages
    .filter(({ manifest }) => manifest.scripts?.[task] !== undefined)
    .map(({ name, directory }) =>
      readSuite(`${name} ${task}`, path.join(directory, RESULTS_FOLDER)),
    )
}

function readSuite(suite: string, folder: string): SuiteResult {
  const files = readReports(folder)
  if (files === undefined) return failedSuite(suite, 'left no report: it did not run to its end')
  if (files.length === 0) return failedSuite(suite, 'found no test file')
  const tests = files.flatMap((file) => file.assertionResults)
  const named = (...statuses: string[]) =>
    tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName)
  return {
    suite,
    passed: named('passed').length,
    failures: [...named('failed'), ...files.flatMap(brokenFile)],
    skips: named('skipped', 'pending', 'todo', 'disabled'),
  }
}

/** A suite that failed as a whole. */
export function failedSuite(suite: string, reason: string): SuiteResult {
  return { suite, passed: 0, failures: [reason], skips: [] }
}

/** The reports in a folder; undefined when there is none, or one that was not written to its end. */
function readReports(folder: string): FileReport[] | undefined {
  if (!existsSync(folder)) return undefined
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  try {
    const reports = names.map((name) => readFileSync(path.join(folder, name), 'utf8'))
    return reports.flatMap((text) => (JSON.parse(text) as Report).testResults)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A file can fail without a failed test: it did not load, or a hook of it threw. */
function brokenFile(file: FileReport): string[] {
  const hasFailedTest = file.assertionResults.some(({ status }) => status === 'failed')
  if (file.status !== 'failed' || hasFailedTest) return []
  const reason = file.message.split('\n', 1)[0] ?? ''
  return [`${path.basename(file.name)}: ${reason || 'failed outside its tests'}`]
}
