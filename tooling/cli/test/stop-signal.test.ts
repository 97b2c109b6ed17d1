import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenForStop, type Stop } from '../src/index.ts'

describe('a request to stop', () => {
  const onSecond = vi.fn()
  let stop: Stop

  beforeEach(() => {
    onSecond.mockReset()
    stop = listenForStop({ onSecond })
  })

  afterEach(() => stop.dispose())

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s aborts, and what it leaves undone exits with %i', (signal, exitCode) => {
    process.emit(signal, signal)
    expect(stop.signal.aborted).toBe(true)
    expect(stop.signal.reason).toBe(signal)
    expect(stop.exitCode()).toBe(exitCode)
  })

  it('that comes twice within milliseconds counts once', () => {
    process.emit('SIGINT', 'SIGINT')
    process.emit('SIGINT', 'SIGINT')
    expect(onSecond).not.toHaveBeenCalled()
  })

  it('that comes again later means at once', async () => {
    process.emit('SIGINT', 'SIGINT')
    // The limit is a wall-clock one, as a person's second keystroke is.
    await sleep(600)
    process.emit('SIGINT', 'SIGINT')
    expect(onSecond).toHaveBeenCalledTimes(1)
  })

  it('leaves no handler behind', () => {
    const before = process.listenerCount('SIGINT')
    stop.dispose()
    expect(process.listenerCount('SIGINT')).toBe(before - 1)
  })
})
