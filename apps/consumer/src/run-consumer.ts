import { randomUUID } from 'node:crypto'
import {
  EXIT,
  listenForStop,
  openSettings,
  reportError,
  statusLine,
  stopWhenClosed,
} from '@hops-kafka/cli'
import { type BadRecord, type Consumer, connect, type HopsKafka, text } from 'hops-kafka'
import { type Flags, readFlags } from './flags.ts'
import { asColumns, asJson } from './format-record.ts'
import { printRecords } from './print-records.ts'

/** The program: reads the flags, prints records until it is asked to stop, and returns the exit code. */
export async function runConsumer(argv: readonly string[]): Promise<number> {
  const flags = readFlags(argv)
  if (typeof flags === 'number') return flags
  try {
    return await readFromKafka(flags)
  } catch (error) {
    return reportError(error, { json: flags.json, stream: process.stderr })
  }
}

interface Context {
  readonly flags: Flags
  readonly say: (text: string) => void
}

async function readFromKafka(flags: Flags): Promise<number> {
  const status = statusLine(process.stderr)
  const opened = await openSettings(flags.config, status.print)
  try {
    await using hops = await connect(opened.settings, {
      onWarning: (warning) => status.print(`warning: ${warning}`),
    })
    return await print(hops, { flags, say: status.print })
  } finally {
    await opened.leave()
  }
}

async function print(hops: HopsKafka, { flags, say }: Context): Promise<number> {
  const stop = listenForStop({ onSecond: () => process.exit(stop.exitCode()) })
  stopWhenClosed(process.stdout, stop)
  let skipped = 0
  const consumer = await openConsumer(hops, {
    flags,
    onBadRecord(bad) {
      skipped += 1
      say(`skipped ${bad.error.message}`)
      return 'skip'
    },
  })
  const { topic, brokers } = hops.settings.kafka
  say(`reading topic ${topic} at ${brokers.join(', ')}; Ctrl-C stops`)
  const printed = await printRecords({
    consumer,
    format: flags.json || !process.stdout.isTTY ? asJson : asColumns,
    count: flags.count,
    acknowledge: flags.from === undefined,
    stop,
  })
  await consumer.close()
  stop.dispose()
  say(`read ${printed} records${skipped > 0 ? `, skipped ${skipped} that cannot be decoded` : ''}`)
  return EXIT.ok
}

interface Opening {
  readonly flags: Flags
  readonly onBadRecord: (bad: BadRecord) => 'skip'
}

/** The configured group; or with `--from` one that nobody shares, so that its start is ours to choose. */
function openConsumer(
  hops: HopsKafka,
  { flags, onBadRecord }: Opening,
): Promise<Consumer<unknown>> {
  const own =
    flags.from === undefined
      ? {}
      : { start: flags.from, groupId: `${hops.settings.kafka.groupId ?? 'reader'}-${randomUUID()}` }
  const options = { onBadRecord, ...own }
  return flags.simple ? hops.consumer({ ...options, value: text }) : hops.consumer(options)
}
