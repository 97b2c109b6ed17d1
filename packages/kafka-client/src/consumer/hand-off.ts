import { Fifo } from '../fifo.ts'

/** How much a {@link HandOff} takes in before it is full; the last item may exceed it. */
export interface Capacity {
  readonly items: number
  readonly bytes: number
}

/** A bounded queue between the fetching side, which waits for room, and the loop, which waits for records. */
export class HandOff<T> {
  readonly #items = new Fifo<T>()
  readonly #sizes = new Fifo<number>()
  readonly #capacity: Capacity
  #bytes = 0
  #failure: Error | undefined
  #closed = false
  #changed = signal()

  constructor(capacity: Capacity) {
    this.#capacity = capacity
  }

  get full(): boolean {
    return this.#items.length >= this.#capacity.items || this.#bytes >= this.#capacity.bytes
  }

  get closed(): boolean {
    return this.#closed
  }

  push(item: T, bytes: number): void {
    if (this.#closed) return
    this.#items.push(item)
    this.#sizes.push(bytes)
    this.#bytes += bytes
    if (this.#items.length === 1) this.#notify()
  }

  /** The next item, if there is one. Throws the failure once the items before it are taken. */
  shift(): T | undefined {
    const item = this.#items.shift()
    if (item === undefined) {
      if (this.#failure !== undefined && !this.#closed) throw this.#failure
      return undefined
    }
    const bytes = this.#sizes.shift() ?? 0
    this.#bytes -= bytes
    // Wakes the fetching side once for many items rather than once for each.
    const { items: mostItems, bytes: mostBytes } = this.#capacity
    const half = mostBytes / 2
    const passesHalf = this.#bytes <= half && this.#bytes + bytes > half
    if (passesHalf || this.#items.length === mostItems >> 1) this.#notify()
    return item
  }

  /** Forgets what was not taken. */
  clear(): void {
    this.#items.drain()
    this.#sizes.drain()
    this.#bytes = 0
    this.#notify()
  }

  fail(error: Error): void {
    this.#failure ??= error
    this.#notify()
  }

  close(): void {
    this.#closed = true
    this.clear()
  }

  /** Settles when there may be an item to take: look again then. */
  arrival(): Promise<void> {
    return this.#changed.promise
  }

  /** Settles when there is room, or no point in waiting for it. */
  async room(): Promise<void> {
    while (this.full && !this.#closed) await this.#changed.promise
  }

  /** Settles when the queue is closed. */
  async end(): Promise<void> {
    while (!this.#closed) await this.#changed.promise
  }

  #notify(): void {
    const { fire } = this.#changed
    this.#changed = signal()
    fire()
  }
}

interface Signal {
  readonly promise: Promise<void>
  readonly fire: () => void
}

function signal(): Signal {
  let fire = (): void => {}
  const promise = new Promise<void>((resolve) => {
    fire = resolve
  })
  return { promise, fire }
}
