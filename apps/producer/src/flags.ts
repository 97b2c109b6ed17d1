import { command, integer, parseFlags, part, seconds, share } from '@hops-kafka/cli'
import { type Shard, WHOLE } from './shard.ts'

/** What the command line says; the short flags are those of the guide's program. */
export interface Flags {
  /** Path of config.toml, as typed. */
  readonly config?: string
  /** First step. */
  readonly time: number
  /** Steps per sensor; negative: without end. */
  readonly events: number
  /** Seconds between steps. */
  readonly delay: number
  /** How many sensors. */
  readonly sensors: number
  /** Seed of the noise. */
  readonly seed: number
  /** Share of readings that come up to five steps late, 0 to 1. */
  readonly late: number
  /** Share of readings sent twice. */
  readonly duplicates: number
  /** Share of readings never sent. */
  readonly dropOuts: number
  /** Which sensors of the fleet. */
  readonly shard: Shard
  /** Path of the checkpoint, as typed. */
  readonly state?: string
  /** This machine's name before each sensor's id. */
  readonly hostPrefix: boolean
  /** Plain strings instead of Avro. */
  readonly simple: boolean
  /** Readings to stdout, no Kafka. */
  readonly dryRun: boolean
  /** Words for machines. */
  readonly json: boolean
}

/** Reads the flags; a number is the exit code to leave with, help or the usage error being written already. */
export function readFlags(argv: readonly string[]): Flags | number {
  const program = command(
    'producer',
    'Streams simulated sensors into a Kafka topic as Avro records.',
  )
    .option(
      '-c, --config <file>',
      'config.toml of a cluster (default: ./config.toml, else the sandbox)',
    )
    .option('-t, --time <step>', 'first step of the time series, to resume', integer(0), 0)
    .option('-e, --events <n>', 'events per sensor; negative: without end', anyInteger, 1000)
    .option('-d, --delay <seconds>', 'pause between steps; 0: as fast as it goes', seconds, 0.5)
    .option('--sensors <n>', 'how many sensors', integer(1), 8)
    .option('--seed <n>', 'seed of the noise', integer(0), 0)
    .option('--late <share>', 'share of readings, 0 to 1, that come up to 5 steps late', share, 0)
    .option('--duplicates <share>', 'share of readings sent twice', share, 0)
    .option('--drop-outs <share>', 'share of readings never sent', share, 0)
    .option('--shard <i/n>', 'the i-th of n parts of the sensors (default: all)', part)
    .option('--state <file>', 'keep the step to resume from there, and begin at it')
    .option(
      '--host-prefix',
      "put this machine's name before each id, for several producers at once",
    )
    .option('--simple', 'send plain strings, without Avro and registry')
    .option('--dry-run', 'write the readings as JSON lines to stdout, without Kafka')
    .option('--json', 'errors and summary as JSON')
  const flags = parseFlags<Flags>(program, argv)
  return typeof flags === 'number' ? flags : { ...flags, shard: flags.shard ?? WHOLE }
}

const anyInteger = integer(Number.MIN_SAFE_INTEGER)
