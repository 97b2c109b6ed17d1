import { resolve } from 'node:path'
import { startLineProcess } from '../processes/line-process.ts'
import { nodeProgram } from '../processes/programs.ts'
import type { Scenario } from './scenario.ts'

const INPUTS = 100_000
const DAY_MS = 86_400_000
const MAIN = resolve(import.meta.dirname, '../../../../packages/certs/test/fuzz/main.ts')
/** Small spaces of the heap: what is counted as growth is then what the input needs. */
const MEMORY_FLAGS = ['--max-semi-space-size=2'] as const

/** A line of the fuzzer: what came of the inputs of one target. */
interface FuzzLine {
  readonly target: string
  readonly seconds: number
  /** What broke a bound, with the input; the rest is then missing. */
  readonly failure?: string
  readonly inputs?: number
  readonly read?: number
  readonly refused?: Readonly<Record<string, number>>
  readonly blockedMs?: number
  readonly cpuMs?: number
  readonly grownBytes?: number
}

/** Hostile bytes for every parser of the package certs. Takes no Kafka. */
export const certsFuzz: Scenario = {
  about:
    'every parser of certs is given 100,000 mutated inputs: each is read or refused by name, within 50 ms a turn of the event loop and 10 x the input + 16 MB',
  async run({ size, seed, say }) {
    // Other inputs each day; the seed in the table repeats them.
    const daily = seed + Math.floor(Date.now() / DAY_MS)
    const lines: FuzzLine[] = []
    const { command, args } = nodeProgram(MAIN)
    const program = {
      command,
      args: [...MEMORY_FLAGS, ...args, String(Math.ceil(INPUTS * size)), String(daily)],
    }
    const fuzzer = startLineProcess(program, {}, (words) => {
      const line = JSON.parse(words.join(' ')) as FuzzLine
      say(`${line.target}: ${line.failure ?? 'within the bounds'}`)
      lines.push(line)
    })
    const { exitCode, stderr } = await fuzzer.ended
    const failures = lines.flatMap(({ target, failure }) =>
      failure ? [`${target}: ${failure}`] : [],
    )
    const crashed = exitCode !== 0 && failures.length === 0
    return {
      table: lines.map((line) => rowOf(line, daily)),
      complaints: crashed ? [`the fuzzer ended with ${exitCode}: ${stderr}`] : failures,
    }
  },
}

function rowOf(line: FuzzLine, seed: number): Readonly<Record<string, string | number>> {
  const { target, seconds, inputs = 0, read = 0, refused = {}, blockedMs, cpuMs, grownBytes } = line
  return {
    target,
    seed,
    inputs,
    read,
    refused: Object.values(refused).reduce((sum, count) => sum + count, 0),
    'codes of refusals': Object.keys(refused).length,
    'longest turn ms': blockedMs?.toFixed(1) ?? '',
    'most CPU ms': cpuMs?.toFixed(1) ?? '',
    'most growth MB': grownBytes === undefined ? '' : (grownBytes / 1024 / 1024).toFixed(1),
    seconds: seconds.toFixed(0),
  }
}
