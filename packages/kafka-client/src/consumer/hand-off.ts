import { Fifo } from '../fifo.ts'

/** A bounded queue between the fetching side, which waits for room, and the loop, which waits for records. */
export class HandOff<T> {
  readonly #items = new Fifo<T>()
  readonly #capacity: number
  #failure: Error | undefined
  #closed = false
  #changed = signal()

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get full(): boolean {
    return this.#items.length >= this.#capacity
  }

  get closed(): boolean {
    return this.#closed
  }

  push(item: T): void {
    if (this.#closed) return
    this.#items.push(item)
    if (this.#items.length === 1) this.#notify()
  }

  /** The next item, if there is one. Throws the failure once the items before it are taken. */
  shift(): T | undefined {
    const item = this.#items.shift()
    if (item === undefined) {
      if (this.#failure !== undefined && !this.#closed) throw this.#failure
      return undefined
    }
    // Wakes the fetching side once for many items rather than once for each.
    if (this.#items.length === this.#capacity >> 1) this.#notify()
    return item
  }

  /** Forgets what was not taken. */
  clear(): void {
    this.#items.drain()
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
