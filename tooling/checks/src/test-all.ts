/** `pnpm test`: every suite of the workspace, summed in one closing line. */
import { runTurbo } from './run.ts'
import {
  clearResults,
  collectResults,
  failedSuite,
  packagesThatSkipped,
  type SuiteResult,
  type TestTask,
} from './test-results.ts'
import { closingLine, isGood, suiteLines } from './test-summary.ts'
import { listPackages, type WorkspacePackage } from './workspace.ts'

/** The suite that wants the machine for itself: it measures how soon a client is back after a fault. */
const ALONE = '@hops-kafka/chaos'

/** One run of turbo: how many suites at once, and which. */
interface Stage {
  readonly task: TestTask
  readonly concurrency: number
  readonly packages: readonly WorkspacePackage[]
}

const packages = listPackages()

/** Two suites share the machine: they wait for servers and processes half of their time. */
const STAGES: readonly Stage[] = [
  { task: 'test', concurrency: 2, packages },
  {
    task: 'test:integration',
    concurrency: 2,
    packages: packages.filter(({ name }) => name !== ALONE),
  },
  {
    task: 'test:integration',
    concurrency: 1,
    packages: packages.filter(({ name }) => name === ALONE),
  },
]

const startedAt = performance.now()
const results: SuiteResult[] = []
for (const stage of STAGES) {
  results.push(...(await runStage(stage)))
}

const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
print('', ...suiteLines(results), `${seconds} s`, closingLine(results))
process.exitCode = isGood(results, process.env['CI'] === 'true') ? 0 : 1

async function runStage({ task, concurrency, packages }: Stage): Promise<SuiteResult[]> {
  const flags = [
    task,
    '--continue=always',
    '--output-logs=new-only',
    `--concurrency=${concurrency}`,
  ]
  // A cached pass must not hide that the machine has since got what a suite lacked.
  const skipped = packagesThatSkipped(task, packages)
  if (task === 'test' && skipped.length > 0) {
    await runTurbo([...flags, '--force', ...filtersOf(skipped)])
  }
  clearResults(task, packages)
  const exitCode = await runTurbo([...flags, ...filtersOf(packages.map(({ name }) => name))])
  const stage = collectResults(task, packages)
  if (exitCode === 0 || !isGood(stage, false)) return stage
  // For example an unhandled rejection: vitest fails the run, yet no test of it.
  const reason = `ended with exit code ${exitCode} though no test failed: see its output above`
  return [...stage, failedSuite(`turbo run ${task}`, reason)]
}

function filtersOf(names: readonly string[]): string[] {
  return names.map((name) => `--filter=${name}`)
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
