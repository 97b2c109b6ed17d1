/** `pnpm test:nightly [NAME ...]`: the scenarios at full size, on servers of their own. */
import { parseArgs } from 'node:util'
import { ClusterOnDemand } from './cluster/cluster-on-demand.ts'
import { whyNoPython } from './processes/programs.ts'
import { appendResult, resultText } from './report/results-file.ts'
import { SCENARIOS } from './scenarios/index.ts'
import type { Effort, Outcome, Scenario } from './scenarios/scenario.ts'

/** Exit codes, as the other tools here have them. */
const EXIT = { kept: 0, notKept: 1, usage: 64, unavailable: 69 } as const

const scenarios: Readonly<Record<string, Scenario>> = SCENARIOS
process.exitCode = await main()

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      size: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      'no-peers': { type: 'boolean', default: false },
    },
  })
  if (values.list) return list()
  const names = positionals.length === 0 ? Object.keys(scenarios) : positionals
  const [size, seed] = [Number(values.size), Number(values.seed)]
  const fault = names.find((name) => !Object.hasOwn(scenarios, name))
  if (fault !== undefined) return refuse(`there is no scenario "${fault}"`)
  if (!(size > 0 && size <= 1)) return refuse(`--size is ${values.size}, not in (0, 1]`)
  if (!Number.isInteger(seed)) return refuse(`--seed is ${values.seed}, no whole number`)
  const missing = await whyNoPython()
  if (missing !== undefined) {
    process.stderr.write(`error: the independent reader cannot run: ${missing}\n`)
    return EXIT.unavailable
  }
  return await runAll(names, { size, seed, withPeers: !values['no-peers'] })
}

async function runAll(names: readonly string[], effort: Effort): Promise<number> {
  await using clusters = new ClusterOnDemand({ seed: effort.seed })
  const cluster = () => clusters.open()
  let kept = true
  for (const name of names) {
    const scenario = scenarios[name] as Scenario
    say(`${name}: ${scenario.about}`)
    const outcome = await scenario.run({ cluster, ...effort, say }).catch(notRun)
    const result = { name, about: scenario.about, outcome }
    process.stdout.write(`\n${resultText(result)}\n`)
    // A smaller run proves nothing that anybody should read later.
    if (effort.size === 1) appendResult(result)
    kept &&= outcome.complaints.length === 0
  }
  return kept ? EXIT.kept : EXIT.notKept
}

/** One that cannot be run does not keep the others from it. */
function notRun(error: Error): Outcome {
  return { table: [{ run: 'not to its end' }], complaints: [error.message] }
}

function list(): number {
  for (const [name, { about }] of Object.entries(scenarios)) {
    process.stdout.write(`${name.padEnd(24)}${about}\n`)
  }
  return EXIT.kept
}

function refuse(because: string): number {
  process.stderr.write(`error: ${because}\nfix: pnpm test:nightly [--list] [NAME ...]\n`)
  return EXIT.usage
}

function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
}
