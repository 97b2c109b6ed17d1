// KafkaJS has no `exports` map, so this path is as fixed as the version that package.json pins.
// @ts-expect-error: KafkaJS declares no types for it
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'
import { KafkaError } from './errors.ts'

/** A request as KafkaJS's queue of one connection keeps it. */
interface QueuedRequest {
  readonly sentAt: number
  readonly requestTimeout: number
  timeoutRequest(): void
}

/** What is used of KafkaJS's request queue, of which each connection has one. */
interface Queue {
  readonly inflight: ReadonlyMap<number, QueuedRequest>
  readonly pending: readonly unknown[]
  readonly enforceRequestTimeout: boolean
  throttledUntil: number
  throttleCheckTimeoutId: NodeJS.Timeout | null
  requestTimeoutIntervalId?: NodeJS.Timeout | undefined
  /** Ours: when the timer above wakes. */
  wakesAt?: number
  checkPendingRequests(): void
  scheduleCheckPendingRequests(): void
  scheduleRequestTimeoutCheck(): void
  sendSocketRequest(request: QueuedRequest): void
  destroy(): void
}

const REPLACED = [
  'scheduleCheckPendingRequests',
  'scheduleRequestTimeoutCheck',
  'sendSocketRequest',
] as const
const USED = ['checkPendingRequests', 'destroy', ...REPLACED] as const

/** How often a queue looks whether it may send again, where its count of requests in flight holds it back. */
const HELD_BACK_MS = 10

let quiet = false

/**
 * Gives KafkaJS's request queues timers that run only while something waits. As it comes, each connection wakes the
 * process ten times a second to look for requests that timed out, and, from its first answer on, some 700 times a
 * second with delays below zero, of which Node 24 warns (B4). Time-outs and throttling (KIP-219) are kept.
 * @throws KafkaError `ERR_KAFKA_KAFKAJS` where the installed KafkaJS is not the one this was written for
 */
export function quietRequestQueues(): void {
  if (quiet) return
  const prototype = (RequestQueue as { prototype: Queue }).prototype
  const missing = USED.find((name) => typeof prototype[name] !== 'function')
  if (missing !== undefined) throw otherKafkajs(missing)
  const { sendSocketRequest } = prototype
  Object.assign(prototype, {
    scheduleCheckPendingRequests(this: Queue) {
      if (this.pending.length === 0 || this.throttleCheckTimeoutId !== null) return
      const throttledMs = this.throttledUntil - Date.now()
      const check = (): void => {
        this.throttleCheckTimeoutId = null
        this.checkPendingRequests()
      }
      this.throttleCheckTimeoutId = setTimeout(check, throttledMs > 0 ? throttledMs : HELD_BACK_MS)
    },
    // Called once a connection stands; nothing is under way then.
    scheduleRequestTimeoutCheck(this: Queue) {
      this.destroy()
      this.requestTimeoutIntervalId = undefined
    },
    sendSocketRequest(this: Queue, request: QueuedRequest) {
      sendSocketRequest.call(this, request)
      const lateAt = request.sentAt + request.requestTimeout
      if (this.requestTimeoutIntervalId === undefined || lateAt < (this.wakesAt ?? 0)) {
        armTimeout(this)
      }
    },
  } satisfies Pick<Queue, (typeof REPLACED)[number]>)
  quiet = true
}

/** Wakes when the first of the requests under way is late, and not at all when there is none. */
function armTimeout(queue: Queue): void {
  clearTimeout(queue.requestTimeoutIntervalId)
  queue.requestTimeoutIntervalId = undefined
  if (!queue.enforceRequestTimeout || queue.inflight.size === 0) return
  const ends = [...queue.inflight.values()].map((each) => each.sentAt + each.requestTimeout)
  queue.wakesAt = Math.min(...ends)
  const endLate = (): void => {
    const requests = [...queue.inflight.values()]
    for (const each of requests) {
      if (Date.now() - each.sentAt > each.requestTimeout) each.timeoutRequest()
    }
    armTimeout(queue)
  }
  // One more, since a request is late only when its time is over.
  queue.requestTimeoutIntervalId = setTimeout(endLate, Math.max(1, queue.wakesAt - Date.now() + 1))
}

function otherKafkajs(missing: string): KafkaError {
  return new KafkaError('ERR_KAFKA_KAFKAJS', {
    what: 'this KafkaJS cannot be used',
    because: `its request queue lacks ${missing}`,
    fix: 'Install kafkajs 2.2.4, exactly',
  })
}
