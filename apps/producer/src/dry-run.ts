import { once } from 'node:events'
import { EXIT, listenForStop, stopWhenClosed } from '@hops-kafka/cli'
import { asText, liveSteps } from './events.ts'
import type { Flags } from './flags.ts'

/** Writes the events to stdout instead of sending them: JSON lines, or with `--simple` the plain strings. */
export async function dryRun(flags: Flags): Promise<number> {
  const stop = listenForStop({ onSecond: () => process.exit(EXIT.ok) })
  stopWhenClosed(process.stdout, stop)
  try {
    for await (const { step, events } of liveSteps(flags, stop.signal)) {
      for (const event of events) {
        const line = flags.simple ? asText(event) : JSON.stringify({ step, ...event })
        if (!process.stdout.write(`${line}\n`)) {
          await once(process.stdout, 'drain', { signal: stop.signal }).catch(() => {})
        }
      }
    }
    return EXIT.ok
  } finally {
    stop.dispose()
  }
}
