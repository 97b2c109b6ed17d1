import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { benches } from './benches/index.ts'
import { tableOf, verdictOf } from './report.ts'
import { type Arena, type Bench, compare, FULL_EFFORT, type Outcome } from './runner.ts'

/** Exit code for a command line that makes no sense. */
const USAGE_ERROR = 2

const { values: flags, positionals: names } = readArguments()
const [name = ''] = names
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench && names.length === 1) await run(name, bench)
else refuse(names)

function readArguments() {
  const options = { json: { type: 'boolean' }, only: { type: 'string' } } as const
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch {
    return { values: {}, positionals: process.argv.slice(2) }
  }
}

async function run(name: string, bench: Bench): Promise<void> {
  print(`${name}: ${bench.about}`)
  print(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}`)
  const arena = await bench.setUp()
  try {
    for (const note of arena.notes) print(note)
    const chosen = arena.comparisons.filter(({ title }) => title.includes(flags.only ?? ''))
    if (chosen.length === 0) return refuseTask(arena)
    const outcomes: Outcome[] = []
    for (const comparison of chosen) {
      const outcome = await compare(comparison, bench.effort ?? FULL_EFFORT)
      outcomes.push(outcome)
      print(`\n${tableOf(outcome)}`)
    }
    const verdict = verdictOf(name, outcomes)
    print(`\ngoals ${verdict.met ? 'met' : 'not met'}`)
    if (flags.json === true) print(JSON.stringify(verdict))
  } finally {
    await arena.close()
  }
}

function refuse(names: readonly string[]): void {
  const given = names.length === 0 ? 'no bench is named' : `there is no bench "${names.join(' ')}"`
  process.stderr.write(`error: ${given}\nfix: pnpm bench NAME [--only TASK] [--json], NAME one of `)
  process.stderr.write(`${Object.keys(benches).join(', ')}\n`)
  process.exitCode = USAGE_ERROR
}

function refuseTask({ comparisons }: Arena): void {
  process.stderr.write(`error: no task has "${flags.only}" in its title\nfix: give one of `)
  process.stderr.write(`${comparisons.map(({ title }) => title).join('; ')}\n`)
  process.exitCode = USAGE_ERROR
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
