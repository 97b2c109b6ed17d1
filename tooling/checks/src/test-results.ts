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
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.json'))
    : []
  if (names.length === 0) {
    return { suite, passed: 0, failures: ['left no report: it did not run to its end'], skips: [] }
  }
  const files = names.flatMap((name) => readReport(path.join(folder, name)).testResults)
  if (files.length === 0) return { suite, passed: 0, failures: ['found no test file'], skips: [] }
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

function readReport(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8')) as Report
}

/** A file can fail without a failed test: it did not load, or a hook of it threw. */
function brokenFile(file: FileReport): string[] {
  const hasFailedTest = file.assertionResults.some(({ status }) => status === 'failed')
  if (file.status !== 'failed' || hasFailedTest) return []
  const reason = file.message.split('\n', 1)[0] ?? ''
  return [`${path.basename(file.name)}: ${reason || 'failed outside its tests'}`]
}
