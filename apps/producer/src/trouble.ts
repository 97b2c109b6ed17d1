import type { Trouble } from './send-steps.ts'

/** After so many of a kind only every thousandth is told: a broker that is gone fails thousands the same way. */
const TOLD_IN_FULL = 10
const THEN_EVERY = 1000

/** Names each record that was discarded or not delivered, with its sensor, step, value and the cause. */
export function troubleTeller(print: (text: string) => void): (trouble: Trouble) => void {
  const seen = { discarded: 0, 'not delivered': 0 }
  return ({ kind, event, step, error }) => {
    const count = ++seen[kind]
    if (count > TOLD_IN_FULL && count % THEN_EVERY !== 0) return
    const nth = count > TOLD_IN_FULL ? ` (${count} so far)` : ''
    print(`${kind}${nth}: ${event.id} step ${step} value ${event.value}: ${causeOf(error)}`)
  }
}

/** The innermost error of ours names the field or the broker's reason; what is below it are a library's words. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return isTold(error.cause) ? causeOf(error.cause) : error.message
}

function isTold(error: unknown): boolean {
  return error instanceof Error && 'because' in error
}
