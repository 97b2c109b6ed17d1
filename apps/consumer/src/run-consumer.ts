import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  EXIT,
  heartbeat,
  listenForStop,
  openSettings,
  reportError,
  statusLine,
  trouble,
  untilAborted,
  watchOutput,
} from '@hops-kafka/cli'
import { type BadRecord, type Consumer, connect, type HopsKafka, text } from 'hops-kafka'
import { type Flags, readFlags } from './flags.ts'
import { asColumns, asJson } from './format-record.ts'
import { printRecords } from './print-records.ts'

/** How long a join that was given up may take to end by itself. */
const LEAVE_MS = 1000

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
      onLog: trouble(status.print),
    })
    return await print(hops, { flags, say: status.print })
  } finally {
    await opened.leave()
  }
}

interface Context {
  readonly flags: Flags
  readonly say: (text: string) => void
}

async function print(hops: HopsKafka, { flags, say }: Context): Promise<number> {
  const stop = listenForStop({ onSecond: () => process.exit(stop.exitCode()) })
  const beat = heartbeat()
  // A line that nobody takes is no progress, however well the group fares.
  const onHeartbeat = (): void => {
    if (process.stdout.writableLength === 0) beat()
  }
  const output = watchOutput(process.stdout, stop)
  const skipped = { count: 0 }
  const opening = openConsumer(hops, { flags, onBadRecord: skipAndSay(skipped, say), onHeartbeat })
  const consumer = await untilAborted(opening, stop.signal)
  if (consumer === undefined) {
    say('stopped while joining the group; read 0 records')
    return giveUpJoining(opening)
  }

  const { topic, brokers } = hops.settings.kafka
  say(`reading topic ${topic} at ${brokers.join(', ')}; Ctrl-C stops`)
  const printed = await printRecords({
    consumer,
    format: flags.json || !process.stdout.isTTY ? asJson : asColumns,
    output,
    count: flags.count,
    signal: stop.signal,
  })
  await consumer.close()
  stop.dispose()
  output.check()
  const others = skipped.count > 0 ? `, skipped ${skipped.count} that cannot be decoded` : ''
  say(`read ${printed} records${others}`)
  return EXIT.ok
}

function skipAndSay(
  skipped: { count: number },
  say: (text: string) => void,
): (bad: BadRecord) => 'skip' {
  return ({ error }) => {
    skipped.count += 1
    say(`skipped ${error.message}`)
    return 'skip'
  }
}

/** A join that is no longer wanted is left if it ends soon; it can take as long as a silent member's time-out. */
async function giveUpJoining(opening: Promise<Consumer<unknown>>): Promise<number> {
  const left = opening.then((consumer) => consumer.close()).catch(() => {})
  await Promise.race([left, sleep(LEAVE_MS)])
  return EXIT.ok
}

interface Opening {
  readonly flags: Flags
  readonly onBadRecord: (bad: BadRecord) => 'skip'
  readonly onHeartbeat: () => void
}

/** The configured group; or with `--from` one that nobody shares, so that its start is ours to choose. */
function openConsumer(
  hops: HopsKafka,
  { flags, onBadRecord, onHeartbeat }: Opening,
): Promise<Consumer<unknown>> {
  const own =
    flags.from === undefined
      ? {}
      : { start: flags.from, groupId: `${hops.settings.kafka.groupId ?? 'reader'}-${randomUUID()}` }
  const options = { onBadRecord, onHeartbeat, ...own }
  return flags.simple ? hops.consumer({ ...options, value: text }) : hops.consumer(options)
}
