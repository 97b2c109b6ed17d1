import { setImmediate as yieldToEvents } from 'node:timers/promises'
import { EXIT, heartbeat, listenForStop, watchOutput } from '@hops-kafka/cli'
import { asText, liveSteps } from './events.ts'
import type { Flags } from './flags.ts'

/** Writes the events to stdout instead of sending them: JSON lines, or with `--simple` the plain strings. */
export async function dryRun(flags: Flags): Promise<number> {
  const stop = listenForStop({ onSecond: () => process.exit(stop.exitCode()) })
  const beat = heartbeat()
  const output = watchOutput(process.stdout, stop)
  try {
    for await (const { step, events } of liveSteps(flags, { signal: stop.signal, onIdle: beat })) {
      for (const event of events) {
        await output.writeLine(flags.simple ? asText(event) : JSON.stringify({ step, ...event }))
      }
      beat()
      // A file takes everything at once; without this pause no signal would ever be heard.
      await yieldToEvents()
    }
    output.check()
    return EXIT.ok
  } finally {
    stop.dispose()
  }
}
