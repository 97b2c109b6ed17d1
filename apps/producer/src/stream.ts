import {
  EXIT,
  heartbeat,
  listenForStop,
  type StatusLine,
  type Stop,
  untilAborted,
  watchOutput,
} from '@hops-kafka/cli'
import type { Producer } from 'hops-kafka'
import { liveSteps, type SensorEvent } from './events.ts'
import type { Flags } from './flags.ts'
import { sendSteps } from './send-steps.ts'
import { leftovers, progress, summary } from './summary.ts'
import { Tally } from './tally.ts'
import { troubleTeller } from './trouble.ts'

/** How long a stop may take to deliver what is on its way. */
const FLUSH_ON_STOP_MS = 10_000

/** A producer, and what to feed it. */
export interface Stream<T> {
  readonly flags: Flags
  readonly status: StatusLine
  readonly producer: Producer<T>
  /** Makes the record's value of an event. */
  readonly toValue: (event: SensorEvent) => T
}

/** Streams until the last step or until asked to stop, then delivers what is on its way and tells what became of it. */
export async function stream<T>({ flags, status, producer, toValue }: Stream<T>): Promise<number> {
  const tally = new Tally(flags.time)
  const beat = heartbeat()
  const onIdle = (): void => {
    if (tally.isSound) beat()
  }
  const stop = listenForStop({ onSecond: () => leaveAtOnce(stop, { tally, status }) })
  const output = watchOutput(process.stdout, stop)
  const startedAt = performance.now()
  status.show(() => progress(tally, performance.now() - startedAt))
  try {
    const pending = await sendSteps(liveSteps(flags, { signal: stop.signal, onIdle }), {
      producer,
      toValue,
      tally,
      onDelivered: beat,
      onTrouble: troubleTeller(status.print),
      signal: stop.signal,
    })
    // A request to stop ends the waiting; from then on `close` sets the limit.
    await untilAborted(producer.flush(), stop.signal)
    await producer.close({ timeoutMs: FLUSH_ON_STOP_MS })
    await Promise.all(pending)
  } finally {
    status.end()
    stop.dispose()
  }
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
