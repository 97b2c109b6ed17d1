import type { KafkaError } from '../errors.ts'
import type { Handle } from './delivery-handle.ts'

/** Counts how the records of one `sendAll` end, with no promise for each. */
export class Progress {
  delivered = 0
  /** The first failure. */
  error: KafkaError | undefined
  #open = 0
  #wake: (() => void) | undefined

  /** One more record. */
  count(handle: Handle): void {
    this.#open++
    handle.listen(this.#onDelivered, this.#onFailed)
  }

  /** Settles when all that were counted have ended. */
  async ended(): Promise<void> {
    if (this.#open === 0) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  readonly #onDelivered = (): void => {
    this.delivered++
    this.#end()
  }

  readonly #onFailed = (error: KafkaError): void => {
    this.error ??= error
    this.#end()
  }

  #end(): void {
    this.#open--
    if (this.#open === 0) this.#wake?.()
  }
}
