import type { KafkaError } from '../errors.ts'
import { nameOf } from './make-record.ts'
import type { Taken } from './record-source.ts'
import type { Handler, HandlerContext } from './types.ts'

/** A handler at work on a record. */
export class Task<T> implements HandlerContext {
  readonly taken: Taken<T>
  /** When it was first seen at work, for who looks after its duration. */
  seenAt: number | undefined
  #attempt = 1
  #controller: AbortController | undefined
  #giveUp: ((reason: KafkaError) => void) | undefined

  constructor(taken: Taken<T>) {
    this.taken = taken
  }

  get attempt(): number {
    return this.#attempt
  }

  /** Made when it is asked for: most handlers never do. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    return this.#controller.signal
  }

  get name(): string {
    return nameOf(this.taken.record)
  }

  /** Whether the result still counts. */
  get isWanted(): boolean {
    return !this.taken.from.isLost
  }

  /** Calls the handler; what is returned is a promise only where the handler's is one. */
  start(handler: Handler<T>): Promise<void> | undefined {
    const result = handler(this.taken.record, this)
    if (!isThenable(result)) return undefined
    return new Promise<void>((resolve, reject) => {
      this.#giveUp = reject
      result.then(() => resolve(), reject)
    })
  }

  /** Makes ready for another attempt. */
  again(attempt: number): void {
    this.#attempt = attempt
    this.#controller = undefined
    this.seenAt = undefined
  }

  /** Waits for the handler no longer, whether it heeds its signal or not. */
  abort(reason: KafkaError): void {
    this.#controller?.abort(reason)
    this.#giveUp?.(reason)
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value
}
