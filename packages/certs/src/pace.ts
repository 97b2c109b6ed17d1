import { setImmediate } from 'node:timers/promises'

const TURN_MS = 10

/**
 * Shares the event loop: what it gives is awaited between the steps of a long piece of work, and lets
 * others have their turn once the work has kept them waiting for 10 ms.
 */
export function pacer(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < TURN_MS) return
    await setImmediate()
    since = performance.now()
  }
}
