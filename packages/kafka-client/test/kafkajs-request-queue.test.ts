import type { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { quietRequestQueues } from '../src/kafkajs-request-queue.ts'

interface Entry {
  readonly correlationId: number
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

interface RequestQueue extends EventEmitter {
  throttledUntil: number
  readonly pending: readonly unknown[]
  scheduleRequestTimeoutCheck(): void
  maybeThrottle(ms: number): void
  push(request: {
    entry: Entry
    expectResponse: boolean
    requestTimeout?: number
    sendRequest: () => void
  }): void
  fulfillRequest(answer: { correlationId: number; payload: Buffer; size: number }): void
  destroy(): void
}

type QueueClass = new (options: object) => RequestQueue

const load = createRequire(import.meta.url)
const PATH = 'kafkajs/src/network/requestQueue/index.js'

/** The class as KafkaJS ships it: a copy of the module, for the one in use is mended for good. */
function bareQueue(): QueueClass {
  const path = load.resolve(PATH)
  const kept = load.cache[path]
  delete load.cache[path]
  try {
    return load(PATH)
  } finally {
    load.cache[path] = kept
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const queues: RequestQueue[] = []

function open(Queue: QueueClass, options: object = {}): RequestQueue {
  const queue = new Queue({
    requestTimeout: 50,
    enforceRequestTimeout: true,
    clientId: 'c',
    broker: 'b:9092',
    logger: silent,
    ...options,
  })
  queues.push(queue)
  queue.scheduleRequestTimeoutCheck()
  return queue
}

afterEach(() => {
  for (const queue of queues.splice(0)) queue.destroy()
})

/** Sends a request, and says when it was written and how it ended. */
function ask(queue: RequestQueue, correlationId: number, requestTimeout?: number) {
  let written = false
  const answer = new Promise((resolve, reject) => {
    queue.push({
      entry: { correlationId, resolve, reject },
      expectResponse: true,
      ...(requestTimeout === undefined ? {} : { requestTimeout }),
      sendRequest: () => {
        written = true
      },
    })
  })
  answer.catch(() => {})
  return { answer, written: () => written }
}

function reply(queue: RequestQueue, correlationId: number): void {
  queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 })
}

/** Timers that fire while `ms` pass after a queue's first answer. */
async function wakeUps(Queue: QueueClass, ms: number): Promise<number> {
  const queue = open(Queue, { requestTimeout: 30_000 })
  const real = globalThis.setTimeout
  let fired = 0
  const counting = (run: () => void, delay?: number): NodeJS.Timeout =>
    real(() => {
      fired++
      run()
    }, delay)
  globalThis.setTimeout = counting as typeof setTimeout
  try {
    ask(queue, 1)
    reply(queue, 1)
    await sleep(ms)
  } finally {
    globalThis.setTimeout = real
    queue.destroy()
  }
  return fired
}

describe('the request queue of a connection', () => {
  const bare = bareQueue()
  quietRequestQueues()
  const quiet: QueueClass = load(PATH)

  it('sleeps while nothing is under way; the one of KafkaJS wakes again and again (B4)', async () => {
    // Some seventy on a machine that is not busy.
    expect(await wakeUps(bare, 100)).toBeGreaterThan(2)
    expect(await wakeUps(quiet, 100)).toBe(0)
  })

  it('ends a request that is not answered in time, and not one that is', async () => {
    const queue = open(quiet)
    const [late, answered] = [ask(queue, 1), ask(queue, 2)]
    reply(queue, 2)
    await expect(answered.answer).resolves.toMatchObject({ correlationId: 2 })
    await expect(late.answer).rejects.toMatchObject({ name: 'KafkaJSRequestTimeoutError' })
  })

  it('keeps to the shorter time of a request that was sent after a longer one', async () => {
    const queue = open(quiet)
    const began = performance.now()
    ask(queue, 1, 60_000)
    await expect(ask(queue, 2).answer).rejects.toThrow('timed out')
    expect(performance.now() - began).toBeLessThan(30_000)
  })

  it('times out again after a connection was lost and stands anew', async () => {
    const queue = open(quiet)
    ask(queue, 1)
    queue.destroy()
    queue.scheduleRequestTimeoutCheck()
    await expect(ask(queue, 2).answer).rejects.toThrow('timed out')
  })

  it('holds requests back while the broker throttles, and sends them afterwards', async () => {
    const queue = open(quiet, { requestTimeout: 30_000 })
    queue.maybeThrottle(40)
    const held = ask(queue, 1)
    expect(held.written()).toBe(false)
    await expect.poll(held.written, { timeout: 5_000 }).toBe(true)
    expect(Date.now()).toBeGreaterThanOrEqual(queue.throttledUntil)
  })

  it('sends what waited for room among the requests under way', async () => {
    const queue = open(quiet, { requestTimeout: 30_000, maxInFlightRequests: 1 })
    const [first, second] = [ask(queue, 1), ask(queue, 2)]
    expect([first.written(), second.written()]).toEqual([true, false])
    reply(queue, 1)
    expect(second.written()).toBe(true)
  })
})
