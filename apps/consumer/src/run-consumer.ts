import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  EXIT,
  heartbeat,
  listenForStop,
  openSettings,
  reportError,
  type StatusLine,
  type Stop,
  statusLine,
  trouble,
  untilAborted,
  watchOutput,
} from '@hops-kafka/cli'
import { type Consumer, connect, type FailedRecord, type HopsKafka, text } from 'hops-kafka'
import { type Flags, type PlotPlace, readFlags } from './flags.ts'
import { asColumns, asJson, asRawColumns, asRawJson } from './format-record.ts'
import { measured } from './measured.ts'
import { openView, type View } from './plot/view.ts'
import { readRecords } from './read-records.ts'
import { RecordCount } from './record-count.ts'
import { SkipTeller } from './skip-teller.ts'

/** How long a join that was given up may take to end by itself. */
const LEAVE_MS = 1000

/** The program: reads the flags, plots or prints records until it is asked to stop, and returns the exit code. */
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
  readonly status: StatusLine
  readonly say: (text: string) => void
  /** Sends what is said from now on through another function. */
  readonly sayThrough: (print: (text: string) => void) => void
}

async function readFromKafka(flags: Flags): Promise<number> {
  const status = statusLine(process.stderr)
  let print = status.print
  const say = (words: string): void => print(words)
  const sayThrough = (other: (words: string) => void): void => {
    print = other
  }
  const opened = await openSettings(flags.config, say)
  try {
    await using hops = await connect(opened.settings, {
      onWarning: (warning) => say(`warning: ${warning}`),
      onLog: trouble(say),
    })
    return await showRecords(hops, { flags, status, say, sayThrough })
  } finally {
    await opened.leave()
  }
}

async function showRecords(hops: HopsKafka, context: Context): Promise<number> {
  const { flags, say } = context
  const stop = listenForStop({ onSecond: () => process.exit(stop.exitCode()) })
  const place = placeOf(flags)
  const view = place === 'none' ? undefined : await openView(hops, { ...context, place })
  try {
    const outcome = await readAll(hops, { ...context, stop, view })
    await view?.close()
    say(outcome)
    return EXIT.ok
  } finally {
    await view?.close()
    stop.dispose()
  }
}

/** On a terminal records are drawn, since their lines would rush by; who wants a number of them wants the lines. */
function placeOf({ plot, json, simple, count }: Flags): PlotPlace {
  if (plot !== undefined) return plot
  return process.stdout.isTTY && !json && !simple && count === undefined ? 'web' : 'none'
}

interface Reader extends Context {
  readonly stop: Stop
  readonly view: View | undefined
}

/** Reads until it is asked to stop, and returns what to say then. */
async function readAll(hops: HopsKafka, reader: Reader): Promise<string> {
  const { flags, say, stop, view } = reader
  const output = watchOutput(process.stdout, stop)
  const count = new RecordCount(flags.count)
  const opening = openConsumer(hops, { ...reader, count, output })
  const consumer = await untilAborted(opening, stop.signal)
  if (consumer === undefined) {
    await giveUpJoining(opening)
    return 'stopped while joining the group; read 0 records'
  }

  const { topic, brokers } = hops.settings.kafka
  say(`reading topic ${topic} at ${brokers.join(', ')}; Ctrl-C stops`)
  const prints = view === undefined || flags.json || !process.stdout.isTTY
  const format = wantsJson(flags) ? asJson : asColumns
  await readRecords({
    consumer,
    take(record) {
      view?.take(record)
      return prints ? output.writeLine(format(record)) : true
    },
    count,
    isUntilEnd: flags.until === 'end',
    signal: stop.signal,
  })
  await consumer.close()
  output.check()
  return `read ${count.shown} records${undecoded(flags, consumer)}`
}

/** What has become of the records that cannot be decoded, if there were any. */
function undecoded(flags: Flags, { skipped, deadLettered }: Consumer<unknown>): string {
  if (skipped + deadLettered === 0) return ''
  if (flags.onBad === 'raw') return `, ${skipped} of them raw`
  return `, ${passedOver(flags)} ${skipped + deadLettered} that cannot be decoded`
}

function passedOver({ onBad }: Flags): string {
  return onBad === 'dead-letter' ? 'stored as dead letters' : 'skipped'
}

function wantsJson({ json }: Flags): boolean {
  return json || !process.stdout.isTTY
}

/** A join that is no longer wanted is left if it ends soon; it can take as long as a silent member's time-out. */
async function giveUpJoining(opening: Promise<Consumer<unknown>>): Promise<void> {
  const left = opening.then((consumer) => consumer.close()).catch(() => {})
  await Promise.race([left, sleep(LEAVE_MS)])
}

interface Opening {
  readonly count: RecordCount
  readonly output: ReturnType<typeof watchOutput>
}

function deadLetterTopic({ settings }: HopsKafka, flags: Flags): string {
  return flags.deadLetterTopic ?? `${settings.kafka.topic}-dead-letter`
}

function formatRaw(flags: Flags, bad: FailedRecord): string {
  return wantsJson(flags) ? asRawJson(bad) : asRawColumns(bad)
}

/** The named or configured group; or with `--from` one that nobody shares, so that its start is ours to choose. */
function openConsumer(
  hops: HopsKafka,
  { flags, view, say, count, output, stop }: Reader & Opening,
): Promise<Consumer<unknown>> {
  const bad = new SkipTeller(say, passedOver(flags))
  const beat = heartbeat()
  const value = flags.simple ? text : hops.codec.reader<unknown>()
  const configured = hops.settings.kafka.groupId
  const own = flags.from === undefined ? configured : `${configured ?? 'reader'}-${randomUUID()}`
  const groupId = flags.group ?? own
  return hops.consumer<unknown>({
    value: view === undefined ? value : measured(value, (bytes) => view.feed.addBytes(bytes)),
    ...(flags.from === undefined ? {} : { start: flags.from }),
    ...(groupId === undefined ? {} : { groupId }),
    signal: stop.signal,
    ...(flags.onBad === 'dead-letter' && { deadLetterTopic: deadLetterTopic(hops, flags) }),
    async onFailure(failed) {
      view?.skip(failed)
      if (flags.onBad === 'stop') return 'fail'
      if (flags.onBad === 'raw') {
        await output.writeLine(formatRaw(flags, failed))
        count.add()
      } else bad.tell(failed)
      return flags.onBad === 'dead-letter' ? 'dead-letter' : 'skip'
    },
    onHeartbeat() {
      view?.heart.beat()
      // A line that nobody takes is no progress, however well the group fares.
      if (process.stdout.writableLength === 0) beat()
    },
    onAssignment: (partitions) => view?.lag.assigned(partitions),
    onFetch: (fetched) => view?.lag.fetched(fetched),
  })
}
