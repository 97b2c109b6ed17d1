import { command, EXIT, integer, parseFlags } from '@hops-kafka/cli'
import { PROGRAMS } from './programs.ts'

/** What the command line says. */
export interface Flags {
  /** Path of config.toml, as typed. */
  readonly config?: string
  /** Records to write or read. */
  readonly count?: number
  /** The example's name. */
  readonly name: string
  /** What stands behind it. */
  readonly args: readonly string[]
}

/** Reads the flags; a number is the exit code to leave with, help or the usage error being written already. */
export function readFlags(argv: readonly string[]): Flags | number {
  const names = Object.entries(PROGRAMS).map(([name, { about }]) => `  ${name.padEnd(18)} ${about}`)
  const program = command('examples', 'Runs one of the example programs.')
    .argument('<name>', 'which one')
    .argument('[args...]', 'what it wants to know')
    .allowExcessArguments(true)
    .option('-c, --config <file>', 'config.toml of a cluster (default: the one here, else sandbox)')
    .option('-n, --count <n>', 'how many records', integer(1))
    .addHelpText('after', `\nExamples:\n${names.join('\n')}`)
  const flags = parseFlags<Omit<Flags, 'name' | 'args'>>(program, argv)
  if (typeof flags === 'number') return flags
  const [name = '', ...args] = program.args
  if (Object.hasOwn(PROGRAMS, name)) return { ...flags, name, args }
  process.stderr.write(`error: there is no example named ${name}; there are\n${names.join('\n')}\n`)
  return EXIT.usage
}
