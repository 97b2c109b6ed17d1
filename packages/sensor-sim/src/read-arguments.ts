import { parseArgs } from 'node:util'
import type { CsvWishes } from './csv-lines.ts'
import { checkOptions, checkRange } from './options.ts'

const HELP = `Usage: sensor-sim [options]

Writes readings of simulated sensors as CSV to stdout.

  --sensors <n>      how many sensors (8)
  --seed <n>         seed of the noise (0)
  -t, --time <step>  first step (0)
  -e, --events <n>   readings of each sensor (1000)
  -h, --help         this text
`

const OPTIONS = {
  sensors: { type: 'string', default: '8' },
  seed: { type: 'string', default: '0' },
  time: { type: 'string', short: 't', default: '0' },
  events: { type: 'string', short: 'e', default: '1000' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** What the arguments ask for: readings, the help text, or, as a string, what is wrong with them. */
export function readArguments(
  args: readonly string[],
): CsvWishes | { readonly help: string } | string {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS })
    if (values.help) return { help: HELP }
    const { sensors, seed } = checkOptions({
      sensors: Number(values.sensors),
      seed: Number(values.seed),
    })
    const first = Number(values.time)
    const { from, to } = checkRange({ from: first, to: first + Number(values.events) })
    return { sensors, seed, from, to }
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n')
    return `error: ${reason}\n\n${HELP}`
  }
}
