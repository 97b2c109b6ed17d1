import { expect, it } from 'vitest'
import { untilDue } from '../src/pace.ts'

function pace(delayMs: number, signal = new AbortController().signal) {
  const seen = { idle: 0 }
  const onIdle = (): void => {
    seen.idle += 1
  }
  return { seen, startedAt: performance.now(), delayMs, signal, onIdle }
}

it('tells of a long wait when it begins and each second', async () => {
  const { seen, ...rest } = pace(1500)
  await untilDue(1, rest)
  expect(performance.now() - rest.startedAt).toBeGreaterThanOrEqual(1490)
  expect(seen.idle).toBe(2)
})

it('tells nothing where there is nothing to wait for', async () => {
  const { seen, ...rest } = pace(0)
  await untilDue(5, rest)
  expect(seen.idle).toBe(0)
})

it('ends at once when aborted', async () => {
  const stop = new AbortController()
  const { seen: _, ...rest } = pace(60_000, stop.signal)
  setImmediate(() => stop.abort())
  await untilDue(1, rest)
  expect(performance.now() - rest.startedAt).toBeLessThan(5000)
})
