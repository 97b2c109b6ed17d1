import { randomUUID } from 'node:crypto'
import {
  EXIT,
  listenForStop,
  type OpenedSettings,
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

async function print(
  hops: HopsKafka,
  { flags, say }: { flags: Flags; say: (text: string) => void },
): Promise<number> {
  const stop = listenForStop({ onSecond: () => process.exit(stop.exitCode()) })
  stopWhenClosed(process.stdout, stop)
  const skipped = { count: 0 }
  const consumer = await openConsumer(hops, {
    flags,
    onBadRecord(bad) {
      skipped.count += 1
      say(`skipped ${bad.error.message}`)
      return 'skip'
    },
  })
  const { topic, brokers } = hops.settings.kafka
  say(`reading topic ${topic} at ${brokers.join(', ')}; Ctrl-C stops`)
  const format = flags.json || !process.stdout.isTTY ? asJson : asColumns
  const printed = await printRecords({ consumer, format, count: flags.count, stop })
  await consumer.close()
  stop.dispose()
  say(`read ${printed} records${skipped.count > 0 ? `, skipped ${skipped.count} that could not be decoded` : ''}`)
  return EXIT.ok
}
