import { KafkaError } from '../errors.ts'
import type { Work } from './work.ts'

/** How often in the limit it is looked at, and the bounds of that, in ms. */
const LOOKS = 10
const OFTENEST_MS = 25
const SELDOMEST_MS = 1_000

/** What a watchdog is made of. */
export interface WatchdogParts {
  readonly work: Work
  readonly limitMs: number
  /** A loop's body has taken too long. */
  readonly onOverdueLoop: () => void
}

/**
 * Sees to it that nothing is worked on for longer than allowed. It notes when it first sees something, so that a
 * record costs nothing; what it tells comes at most a tenth late.
 */
export function watchWork({ work, limitMs, onOverdueLoop }: WatchdogParts): NodeJS.Timeout {
  const look = (): void => {
    const now = performance.now()
    for (const task of work.tasks) {
      task.seenAt ??= now
      if (now - task.seenAt >= limitMs) task.abort(overdue(task.name, limitMs))
    }
    for (const loop of work.loops) {
      if (!loop.isHolding) continue
      loop.seenAt ??= now
      if (now - loop.seenAt < limitMs) continue
      loop.seenAt = Number.POSITIVE_INFINITY
      onOverdueLoop()
    }
  }
  const everyMs = Math.min(SELDOMEST_MS, Math.max(OFTENEST_MS, limitMs / LOOKS))
  return setInterval(look, everyMs).unref()
}

function overdue(name: string, limitMs: number): KafkaError {
  return new KafkaError('ERR_KAFKA_HANDLER_TIMEOUT', {
    what: `the handler of ${name} was given up`,
    because: `it did not end within ${limitMs} ms`,
    fix: 'Have it heed its signal, and do less for one record, or raise maxProcessingMs',
    retriable: true,
  })
}
