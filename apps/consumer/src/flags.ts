import { command, integer, oneOf, parseFlags } from '@hops-kafka/cli'

/** What the command line says. */
export interface Flags {
  /** Path of config.toml, as typed. */
  readonly config?: string
  /** Where to begin, with a group of its own; the configured group goes on where it stopped otherwise. */
  readonly from?: 'earliest' | 'latest'
  /** Stop after so many records. */
  readonly count?: number
  /** Values are plain strings instead of Avro. */
  readonly simple: boolean
  /** JSON lines even on a terminal, and errors as JSON. */
  readonly json: boolean
}

const WHERE = 'earliest or latest: begin there, in a group of its own'

/** Reads the flags; a number is the exit code to leave with, help or the usage error being written already. */
export function readFlags(argv: readonly string[]): Flags | number {
  const program = command('consumer', 'Prints the records of a Kafka topic, decoded.')
    .option('-c, --config <file>', 'config.toml of a cluster (default: the one here, else sandbox)')
    .option('--from <where>', WHERE, oneOf('earliest', 'latest'))
    .option('-n, --count <n>', 'stop after so many records', integer(1))
    .option('--simple', 'values are plain strings, without Avro and registry')
    .option('--json', 'JSON lines on a terminal too; errors as JSON')
  return parseFlags<Flags>(program, argv)
}
