import { command, integer, oneOf, parseFlags, readBy, seconds } from '@hops-kafka/cli'
import type { StartPosition } from 'hops-kafka'
import { readStart, START_FORMS } from './read-start.ts'

/** Where the plot is drawn. */
export type PlotPlace = 'web' | 'term' | 'none'

/** What may become of a record that cannot be decoded. */
const ON_BAD_WORDS = ['skip', 'stop', 'raw', 'dead-letter'] as const

/** One of these. */
export type OnBad = (typeof ON_BAD_WORDS)[number]

/** What the command line says. */
export interface Flags {
  /** Path of config.toml, as typed. */
  readonly config?: string
  /** Where to begin, with a group of its own; the configured group goes on where it stopped otherwise. */
  readonly from?: StartPosition
  /** Consumer group in place of the configured one. */
  readonly group?: string
  /** Stop at what is the end of the topic when the reading begins. */
  readonly until?: 'end'
  /** What becomes of a record that cannot be decoded. */
  readonly onBad: OnBad
  /** Where `--on-bad dead-letter` stores it. */
  readonly deadLetterTopic?: string
  /** Stop after so many records. */
  readonly count?: number
  /** Values are plain strings instead of Avro. */
  readonly simple: boolean
  /** JSON lines even on a terminal, and errors as JSON. */
  readonly json: boolean
  /** Where to plot; undefined: in the browser where the records would else flood a terminal. */
  readonly plot?: PlotPlace
  /** How many sensors to plot. */
  readonly sensors: number
  /** Sorted by event time instead of by arrival. */
  readonly sorted: boolean
  /** Values of each sensor that are kept. */
  readonly window: number
  /** Seconds between two drawings. */
  readonly interval: number
  /** Fields of the record's value. */
  readonly key?: string
  readonly time?: string
  readonly value?: string
  /** Start the browser. */
  readonly open: boolean
  /** Address and port of the page. */
  readonly host: string
  readonly port: number
  readonly token?: string
}

const WHERE = `${START_FORMS}: begin there, in a group of its own`

/** Always the same, so that a page that is open finds a consumer that was started again. */
const PORT = 8050

/** Reads the flags; a number is the exit code to leave with, help or the usage error being written already. */
export function readFlags(argv: readonly string[]): Flags | number {
  const program = command('consumer', 'Plots the records of a Kafka topic live, or prints them.')
    .option('-c, --config <file>', 'config.toml of a cluster (default: the one here, else sandbox)')
    .option('--from <where>', WHERE, readBy(readStart, `Give ${START_FORMS}.`))
    .option('--until <where>', 'end: stop at the end as it is now', oneOf('end'))
    .option('--on-bad <what>', ON_BAD, oneOf(...ON_BAD_WORDS), 'skip')
    .option('--dead-letter-topic <name>', 'for --on-bad dead-letter (default: TOPIC-dead-letter)')
    .option('--group <name>', 'consumer group in place of the configured one')
    .option('-n, --count <n>', 'print so many records and stop', integer(1))
    .option('--simple', 'values are plain strings, without Avro and registry')
    .option('--json', 'JSON lines on a terminal too; errors as JSON')
    .option('--plot <where>', PLOT, oneOf('web', 'term', 'none'))
    .option('-s, --sensors <n>', 'how many sensors to plot', integer(1), 8)
    .option('--sorted', 'plot by event time instead of by arrival')
    .option('--window <n>', 'values of each sensor in the plot', integer(1), 1000)
    .option('--interval <seconds>', 'time between two drawings', seconds, 0.5)
    .option('--key <field>', 'field that names the sensor (default: the first text)')
    .option('--time <field>', 'field of the event time (default: the first time)')
    .option('--value <field>', 'field to plot (default: the first number)')
    .option('--open', 'open the plot in the browser')
    .option('--host <address>', 'address to serve the plot on', '127.0.0.1')
    .option('--port <n>', 'port of the plot; a free one if it is taken', integer(0), PORT)
    .option('--token <text>', 'what viewers must bring; needed with another --host')
  return parseFlags<Flags>(program, argv)
}

const ON_BAD = 'skip, stop, raw (print its bytes) or dead-letter what cannot be decoded'

const PLOT =
  'web, term (on stderr) or none (default: web on a terminal, unless -n, --json or --simple)'
