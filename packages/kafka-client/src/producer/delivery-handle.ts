import { KafkaError } from '../errors.ts'
import { Deliveries, type Reject, type Resolve } from './deliveries.ts'
import type { Delivery, DeliveryHandle } from './types.ts'

const taken: { resolve: Resolve; reject: Reject } = { resolve: () => {}, reject: () => {} }
/** One for all promises: a closure for each would cost as much as the promise. */
const take = (resolve: Resolve, reject: Reject): void => {
  taken.resolve = resolve
  taken.reject = reject
}

/** {@link DeliveryHandle}: a place in a batch. A promise is made of it when someone awaits. */
export class Handle implements DeliveryHandle {
  readonly topic: string
  /** Where its end will be known, as soon as it has a place; or why it will never have one. */
  #place: Deliveries | KafkaError | undefined
  #index = 0
  #sinceBase = 0
  #promise: Promise<Delivery> | undefined
  /** Whether someone awaits it. */
  #heard = false
  /** Those who listened before there was a place. */
  #early: { readonly resolve: Resolve; readonly reject: Reject }[] | undefined

  constructor(topic: string) {
    this.topic = topic
  }

  /** The record has a place in a batch. */
  placeIn(deliveries: Deliveries, index: number, sinceBase: number): this {
    this.#place = deliveries
    this.#index = index
    this.#sinceBase = sinceBase
    if (this.#early !== undefined) {
      for (const { resolve, reject } of this.#early) {
        deliveries.wait(index, sinceBase, resolve, reject)
      }
      this.#early = undefined
    }
    return this
  }

  /** The record will not be sent. Where nobody listens and nobody is told otherwise, it is an unhandled rejection. */
  refuse(error: KafkaError, reported: boolean): this {
    this.#place = error
    const early = this.#early ?? []
    this.#early = undefined
    for (const { reject } of early) reject(error)
    if (early.length === 0) this.#promise = Promise.reject(error)
    if (reported) this.#promise?.catch(() => {})
    return this
  }

  /** Whether it has a place, or will never have one. */
  get placed(): boolean {
    return this.#place !== undefined
  }

  /** Settles when the record has ended, one way or the other. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.listen(
        () => resolve(),
        () => resolve(),
      )
    })
  }

  get partition(): number | undefined {
    return this.#place instanceof KafkaError ? undefined : this.#place?.partition
  }

  get offset(): bigint | undefined {
    return this.#delivery?.offset
  }

  get timestamp(): number | undefined {
    return this.#delivery?.timestamp
  }

  /** Has the end told without a promise. */
  listen(resolve: Resolve, reject: Reject): void {
    if (this.#place === undefined) {
      this.#early ??= []
      this.#early.push({ resolve, reject })
    } else if (this.#place instanceof KafkaError) {
      // What `refuse` has rejected is heard here.
      this.#promise?.catch(() => {})
      reject(this.#place)
    } else this.#place.wait(this.#index, this.#sinceBase, resolve, reject)
  }

  // biome-ignore lint/suspicious/noThenProperty: to be awaited is what a handle is for
  then<R = Delivery, E = never>(
    onDelivered?: ((delivery: Delivery) => R | PromiseLike<R>) | null,
    onFailed?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    const place = this.#place
    if (this.#promise !== undefined || !(place instanceof Deliveries)) {
      return this.#promised().then(onDelivered, onFailed)
    }
    if (!this.#heard) place.hears(this.#index)
    this.#heard = true
    // All that await records of one batch await one promise: one for each would cost more than the records.
    return place.ended().then(() => this.#settled(place, onDelivered, onFailed))
  }

  catch<E = never>(
    onFailed?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<Delivery | E> {
    return this.then(undefined, onFailed)
  }

  finally(onEnded?: (() => void) | null): Promise<Delivery> {
    return this.then().finally(onEnded)
  }

  get [Symbol.toStringTag](): string {
    return 'DeliveryHandle'
  }

  get #delivery(): Delivery | undefined {
    let delivery: Delivery | undefined
    if (this.#place === undefined || this.#place instanceof KafkaError) return undefined
    const outcome = this.#place.outcome(this.#index)
    if (outcome === undefined || outcome instanceof KafkaError) return undefined
    this.listen(
      (told) => {
        delivery = told
      },
      () => {},
    )
    return delivery
  }

  #settled<R, E>(
    place: Deliveries,
    onDelivered?: ((delivery: Delivery) => R | PromiseLike<R>) | null,
    onFailed?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): R | E | PromiseLike<R | E> {
    const outcome = place.settled(this.#index, this.#sinceBase)
    if (!(outcome instanceof KafkaError)) {
      // Without a callback R is a Delivery.
      return onDelivered ? onDelivered(outcome) : (outcome as R)
    }
    if (onFailed) return onFailed(outcome)
    throw outcome
  }

  /** For a handle that has no place yet. */
  #promised(): Promise<Delivery> {
    if (this.#promise !== undefined) return this.#promise
    this.#promise = new Promise<Delivery>(take)
    this.listen(taken.resolve, taken.reject)
    return this.#promise
  }
}
