import {
  EXIT,
  heartbeat,
  listenForStop,
  type StatusLine,
  type Stop,
  untilAborted,
  userPath,
  watchOutput,
} from '@hops-kafka/cli'
import type { DeliveryReport, Producer } from 'hops-kafka'
import { Checkpoint, fromCheckpoint } from './checkpoint.ts'
import { liveSteps, type SensorEvent } from './events.ts'
import type { Flags } from './flags.ts'
import { reportTo, sendSteps } from './send-steps.ts'
import { leftovers, progress, summary } from './summary.ts'
import { Tally } from './tally.ts'
import { troubleTeller } from './trouble.ts'

/** How long a stop may take to deliver what is on its way. */
const FLUSH_ON_STOP_MS = 10_000

/** How often the step to resume from is kept. */
const KEEP_MS = 1_000

/** Opens a producer that reports each record's end. */
export type Open<T> = (onDelivery: (report: DeliveryReport<T>) => void) => Promise<Producer<T>>

/** A producer, and what to feed it. */
export interface Stream<T> {
  readonly flags: Flags
  readonly status: StatusLine
  /** Connects to Kafka. */
  readonly open: Open<T>
  /** Says that it is connected. */
  readonly greet: () => void
  /** Makes the record's value of an event. */
  readonly toValue: (event: SensorEvent) => T
}

/** Streams until the last step or until asked to stop, then delivers what is on its way and tells what became of it. */
export async function stream<T>({ open, greet, ...of }: Stream<T>): Promise<number> {
  const { status, toValue } = of
  const { state } = of.flags
  const checkpoint = state === undefined ? undefined : new Checkpoint(userPath(state), of.flags)
  const flags = fromCheckpoint(of.flags, checkpoint)
  const tally = new Tally(flags.time)
  const beat = heartbeat()
  const onIdle = (): void => {
    if (tally.isSound) beat()
  }
  const onTrouble = troubleTeller(status.print)
  const producer = await open(reportTo({ tally, onDelivered: beat, onTrouble }))
  greet()
  const stop = listenForStop({ onSecond: () => leaveAtOnce(stop, { tally, status }) })
  const output = watchOutput(process.stdout, stop)
  const keeping = setInterval(() => checkpoint?.keep(tally.resumeStep), KEEP_MS)
  const startedAt = performance.now()
  status.show(() => progress(tally, performance.now() - startedAt))
  try {
    const { signal } = stop
    await sendSteps(liveSteps(flags, { signal, onIdle }), { producer, toValue, tally, signal })
    // A request to stop ends the waiting; from then on `close` sets the limit.
    await untilAborted(producer.flush(), signal)
    await producer.close({ timeoutMs: FLUSH_ON_STOP_MS })
  } finally {
    clearInterval(keeping)
    status.end()
    stop.dispose()
  }
  checkpoint?.keep(tally.resumeStep)
  const report = summary(tally, performance.now() - startedAt)
  if (flags.json) await output.writeLine(JSON.stringify(report.fields))
  else status.print(report.text)
  output.check()
  return exitCode(tally, stop)
}

function leaveAtOnce(stop: Stop, { tally, status }: { tally: Tally; status: StatusLine }): never {
  status.end()
  status.print(leftovers(tally))
  process.exit(stop.exitCode())
}

/** A clean stop is a success; what stayed unsent makes it 130 or 143, what failed without a stop 75. */
function exitCode(tally: Tally, stop: Stop): number {
  if (tally.failed + tally.unsent === 0) return EXIT.ok
  return stop.signal.aborted ? stop.exitCode() : EXIT.temporary
}
