import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Resolves when the `index`-th step is due, or at once when `signal` aborts.
 *
 * Due times hang on the start, not on the previous step, so that slow steps do not add up to drift.
 */
export async function untilDue(
  index: number,
  { startedAt, delayMs, signal }: { startedAt: number; delayMs: number; signal: AbortSignal },
): Promise<void> {
  const waitMs = startedAt + index * delayMs - performance.now()
  if (waitMs <= 0) return
  await sleep(waitMs, undefined, { signal }).catch(ignoreAbort)
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error
}
