import type { Account } from './account.ts'
import type { Handle } from './delivery-handle.ts'
import { abortedError, alreadyClosed, closedError, expiredWaiting } from './faults.ts'
import type { Placement } from './placement.ts'
import { encodingFault, type Refusals } from './refusals.ts'
import type { Topic, WaitingRecord } from './topic.ts'
import type { Topics } from './topics.ts'
import type { Cancellable, OutgoingRecord } from './types.ts'

/** What a waiting line works with. */
export interface WaitingLineParts<T> {
  readonly topics: Topics
  readonly account: Account
  readonly placement: Placement<T>
  readonly refusals: Refusals
}

/** Has records wait for room or for their topic to be known, and lets them in in order. */
export class WaitingLine<T> {
  readonly #parts: WaitingLineParts<T>
  #onRoom: (() => void)[] = []

  constructor(parts: WaitingLineParts<T>) {
    this.#parts = parts
    parts.topics.onKnown = (topic) => {
      if (topic.known) this.admit()
      else this.#refuseAll(topic)
    }
  }

  /** Whether a record of this topic has to wait. */
  mustWait({ known, waiting }: Topic): boolean {
    return !known || this.#parts.account.full || waiting.length > 0
  }

  /** Settles when a record need not wait. @throws what the signal was aborted with */
  async room({ signal }: Cancellable): Promise<void> {
    while (this.#parts.account.full || this.#parts.topics.waiting) {
      signal?.throwIfAborted()
      await new Promise<void>((resolve) => {
        this.#onRoom.push(resolve)
        signal?.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    signal?.throwIfAborted()
  }

  /** Encodes a record and keeps it until there is room. */
  join(
    topic: Topic,
    record: OutgoingRecord<T>,
    handle: Handle,
    signal: AbortSignal | undefined,
  ): Handle {
    const waiting = this.#parts.placement.encode(topic, record, handle)
    topic.waiting.push(waiting)
    if (signal !== undefined) this.#withdrawOn(signal, topic, waiting)
    this.#parts.topics.ask(topic)
    return handle
  }

  /** Gives places to records that wait, as long as there is room. */
  admit(): void {
    const { topics, account } = this.#parts
    const now = Date.now()
    for (const topic of topics.all()) {
      while (this.#admitFirst(topic, now)) topic.waiting.shift()
    }
    if (this.#onRoom.length === 0 || account.full) return
    const waiters = this.#onRoom
    this.#onRoom = []
    for (const resolve of waiters) resolve()
  }

  /** Gives up all records that wait for a topic. */
  abandon(topic: Topic): void {
    for (const { source, handle, withdrawn } of topic.waiting.drain()) {
      if (!withdrawn) this.#parts.refusals.refuse(source, handle, closedError(topic.name, false))
    }
  }

  /** Says whether the first record that waits need not wait any more. */
  #admitFirst(topic: Topic, now: number): boolean {
    const next = topic.waiting.peek()
    if (next === undefined) return false
    if (next.withdrawn) return true
    if (next.deadline <= now) {
      this.#parts.refusals.refuse(next.source, next.handle, expiredWaiting(topic.name))
      return true
    }
    if (!topic.known || this.#parts.account.full) return false
    this.#place(topic, next, now)
    return true
  }

  #place(topic: Topic, waiting: WaitingRecord, now: number): void {
    const { placement, refusals } = this.#parts
    try {
      placement.placeEncoded(topic, waiting, now)
    } catch (error) {
      refusals.refuse(waiting.source, waiting.handle, encodingFault(error, topic.name))
    }
  }

  #withdrawOn(signal: AbortSignal, topic: Topic, waiting: WaitingRecord): void {
    const withdraw = (): void => {
      if (waiting.handle.placed) return
      waiting.withdrawn = true
      const error = abortedError(topic.name, signal)
      this.#parts.refusals.refuse(waiting.source, waiting.handle, error)
      this.admit()
    }
    signal.addEventListener('abort', withdraw, { once: true })
    const forget = (): void => signal.removeEventListener('abort', withdraw)
    waiting.handle.listen(forget, forget)
  }

  /** The topic cannot be used. */
  #refuseAll(topic: Topic): void {
    for (const { source, handle, withdrawn } of topic.waiting.drain()) {
      const error = topic.fault ?? alreadyClosed(topic.name)
      if (!withdrawn) this.#parts.refusals.refuse(source, handle, error)
    }
  }
}
