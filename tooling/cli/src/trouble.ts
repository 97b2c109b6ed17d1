/** The part of a Kafka client's log entry that a user wants to see. */
interface LogEntry {
  readonly level: 'error' | 'warn' | 'info' | 'debug'
  readonly message: string
}

/** How often the same words are said again while the trouble lasts. */
const AGAIN_AFTER_MS = 10_000

/** Passes a client's warnings and errors on as words, the same ones at most every ten seconds. */
export function trouble(say: (text: string) => void): (entry: LogEntry) => void {
  const saidAt = new Map<string, number>()
  return ({ level, message }) => {
    if (level === 'info' || level === 'debug') return
    const now = Date.now()
    if (now - (saidAt.get(message) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) return
    // Messages hold addresses and counts; what was said long ago need not be remembered.
    for (const [text, at] of saidAt) if (now - at >= AGAIN_AFTER_MS) saidAt.delete(text)
    saidAt.set(message, now)
    say(message)
  }
}
