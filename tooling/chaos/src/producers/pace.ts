import { setTimeout as sleep } from 'node:timers/promises'

const TICK_MS = 5

/** The numbers from 0 to `count` - 1, each when it is due; those that are late come at once. */
export async function* paced(count: number, perSecond: number): AsyncGenerator<number> {
  const startedAt = performance.now()
  for (let id = 0; id < count; ) {
    const due = Math.min(count, Math.ceil(((performance.now() - startedAt) * perSecond) / 1000))
    for (; id < due; id++) yield id
    await sleep(TICK_MS)
  }
}
