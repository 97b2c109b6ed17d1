import { setTimeout as sleep } from 'node:timers/promises'

/** How often a long wait is interrupted to say that it goes on. */
const IDLE_MS = 1000

/** When steps are due, and who is told of the waiting. */
export interface Pace {
  /** Time of step 0, on the clock of `performance.now()`. */
  readonly startedAt: number
  readonly delayMs: number
  readonly signal: AbortSignal
  /** Called when a wait begins, and each second that it lasts. */
  readonly onIdle: () => void
}

/**
 * Resolves when the `index`-th step is due, or at once when `signal` aborts.
 *
 * Due times hang on the start, not on the previous step, so that slow steps do not add up to drift.
 */
export async function untilDue(
  index: number,
  { startedAt, delayMs, signal, onIdle }: Pace,
): Promise<void> {
  const dueAt = startedAt + index * delayMs
  while (!signal.aborted) {
    const waitMs = dueAt - performance.now()
    if (waitMs <= 0) return
    onIdle()
    await sleep(Math.min(waitMs, IDLE_MS), undefined, { signal }).catch(ignoreAbort)
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error
}
