import { openSettings, reportError, type StatusLine, statusLine, trouble } from '@hops-kafka/cli'
import { connect, type HopsKafka, text } from 'hops-kafka'
import { dryRun } from './dry-run.ts'
import { asText, type SensorEvent } from './events.ts'
import { type Flags, readFlags } from './flags.ts'
import { type Open, stream } from './stream.ts'

/** The program: reads the flags, streams, and returns the exit code. */
export async function runProducer(argv: readonly string[]): Promise<number> {
  const flags = readFlags(argv)
  if (typeof flags === 'number') return flags
  const status = statusLine(process.stderr)
  try {
    return flags.dryRun ? await dryRun(flags) : await streamToKafka(flags, status)
  } catch (error) {
    return reportError(error, { json: flags.json, stream: process.stderr })
  }
}

async function streamToKafka(flags: Flags, status: StatusLine): Promise<number> {
  const opened = await openSettings(flags.config, status.print)
  try {
    await using hops = await connect(opened.settings, {
      onWarning: (warning) => status.print(`warning: ${warning}`),
      onLog: trouble(status.print),
    })
    return await run(hops, { flags, status, sandbox: opened.sandbox })
  } finally {
    await opened.leave()
  }
}

interface Run {
  readonly flags: Flags
  readonly status: StatusLine
  readonly sandbox: boolean
}

async function run(hops: HopsKafka, { flags, status, sandbox }: Run): Promise<number> {
  const greet = (): void => {
    for (const line of greeting(hops, { flags, sandbox })) status.print(line)
  }
  if (flags.simple) {
    const open: Open<string> = (onDelivery) => hops.producer({ value: text, onDelivery })
    return stream({ flags, status, open, greet, toValue: asText })
  }
  const open: Open<SensorEvent> = (onDelivery) => hops.producer<SensorEvent>({ onDelivery })
  return stream({ flags, status, open, greet, toValue: (event) => event })
}

function greeting({ settings }: HopsKafka, { flags, sandbox }: Omit<Run, 'status'>): string[] {
  const { topic, brokers } = settings.kafka
  const lines = [
    `streaming ${flags.sensors} sensors into topic ${topic} at ${brokers.join(', ')}; Ctrl-C stops`,
  ]
  if (sandbox) {
    lines.push(
      '  watch it in a second terminal:  npx -y pnpm@10 --filter consumer start',
      '  use a real cluster:             add -c config.toml; see "A real cluster" in the README',
    )
  }
  return lines
}
