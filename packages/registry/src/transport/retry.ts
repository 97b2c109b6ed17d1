import { RegistryError } from '../errors.ts'
import type { RetryBudget } from './retry-budget.ts'

const MAX_ATTEMPTS = 4
const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 5000
/** 500 is not among them: on Hopsworks it comes again for the same question. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** How far a call may go. */
export interface Limits {
  /** When it has to be over, as `Date.now()` tells the time. */
  readonly deadline: number
  /** Whether asking twice does no more than asking once. */
  readonly repeatable: boolean
  readonly budget: RetryBudget
  /** Waits before the next try. */
  readonly pause: (delayMs: number) => Promise<void>
}

/**
 * Repeats a call whose first try has failed, while the failure may pass. Waits between tries are
 * random below a limit that doubles ("full jitter"), and never shorter than the server asks for. A
 * 401 is repeated once, whatever was asked, for it comes before anything is done: a key just made
 * may not be known everywhere yet, and one that was replaced is read anew.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  firstFailure: unknown,
  limits: Limits,
): Promise<T> {
  let failure = firstFailure
  for (let tries = 1; ; tries += 1) {
    if (!mayPass(failure, tries, limits)) throw failure
    const delayMs = Math.max(backOff(tries), failure.retryAfterMs ?? 0)
    if (Date.now() + delayMs >= limits.deadline || !limits.budget.withdraw()) throw failure
    await limits.pause(delayMs)
    try {
      return await attempt()
    } catch (error) {
      failure = error
    }
  }
}

function mayPass(error: unknown, tries: number, { repeatable }: Limits): error is RegistryError {
  if (!(error instanceof RegistryError)) return false
  if (error.code === 'ERR_REGISTRY_UNAUTHORIZED') return tries === 1
  if (!repeatable || !error.retriable || tries >= MAX_ATTEMPTS) return false
  return error.status === undefined || PASSING_STATUSES.has(error.status)
}

/** "Full jitter": anything from nothing to the limit, so that clients do not come back together. */
function backOff(tries: number): number {
  return Math.random() * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1))
}
