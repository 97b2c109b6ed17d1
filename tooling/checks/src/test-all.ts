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
import { listPackages } from './workspace.ts'

/** Unit suites share the machine; integration suites run alone, since each carries a broker. */
const STAGES: readonly { readonly task: TestTask; readonly concurrency: number }[] = [
  { task: 'test', concurrency: 2 },
  { task: 'test:integration', concurrency: 1 },
]

const startedAt = performance.now()
const packages = listPackages()
const results: SuiteResult[] = []
for (const stage of STAGES) {
  results.push(...(await runStage(stage)))
}

const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
print('', ...suiteLines(results), `${seconds} s`, closingLine(results))
process.exitCode = isGood(results, process.env['CI'] === 'true') ? 0 : 1

async function runStage({ task, concurrency }: (typeof STAGES)[number]): Promise<SuiteResult[]> {
  const flags = [
    task,
    '--continue=always',
    '--output-logs=new-only',
    `--concurrency=${concurrency}`,
  ]
  // A cached pass must not hide that the machine has since got what a suite lacked.
  const filters = packagesThatSkipped(task, packages).map((name) => `--filter=${name}`)
  if (task === 'test' && filters.length > 0) await runTurbo([...flags, '--force', ...filters])
  clearResults(task, packages)
  const exitCode = await runTurbo(flags)
  const stage = collectResults(task, packages)
  if (exitCode === 0 || !isGood(stage, false)) return stage
  // For example an unhandled rejection: vitest fails the run, yet no test of it.
  const reason = `ended with exit code ${exitCode} though no test failed: see its output above`
  return [...stage, failedSuite(`turbo run ${task}`, reason)]
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
