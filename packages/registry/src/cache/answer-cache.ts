import { RegistryError, type RegistryErrorCode } from '../errors.ts'
import { BoundedMap, type MapBounds } from './bounded-map.ts'
import type { Counters } from './counters.ts'
import { SingleFlight } from './single-flight.ts'

/** How an {@link AnswerCache} keeps what it was told. */
export interface AnswerCacheOptions<V> {
  readonly bounds: MapBounds
  /** What a value counts against the bound. */
  readonly weigh: (value: V) => number
  /** For how long an answer is good; Infinity where it never changes. */
  readonly ttlMs: number
  /** For how long "there is no such thing" is good. */
  readonly missTtlMs: number
  readonly counters: Counters
}

interface Kept<V> {
  readonly value: V
  goodUntil: number
}

/** The server has looked, and there is nothing. */
const MISSING: ReadonlySet<RegistryErrorCode> = new Set([
  'ERR_REGISTRY_SUBJECT_NOT_FOUND',
  'ERR_REGISTRY_VERSION_NOT_FOUND',
  'ERR_REGISTRY_SCHEMA_NOT_FOUND',
  'ERR_REGISTRY_TOPIC_NOT_FOUND',
])

/** Misses weigh nothing: only their number is bounded. */
const MISS_BOUNDS: MapBounds = { entries: 1000, weight: 0 }

/**
 * Answers by key. A kept one is given at once, whatever else is under way; callers of the same key
 * share one request; an answer past its time is still given while the server cannot be asked.
 */
export class AnswerCache<K, V> {
  readonly #options: AnswerCacheOptions<V>
  readonly #kept: BoundedMap<K, Kept<V>>
  readonly #misses: BoundedMap<K, { readonly error: RegistryError; readonly goodUntil: number }>
  readonly #flights = new SingleFlight<K, V>()
  /** Answers to what was asked before the last {@link forget} are not kept. */
  #generation = 0

  constructor(options: AnswerCacheOptions<V>) {
    this.#options = options
    this.#kept = new BoundedMap(options.bounds, ({ value }) => options.weigh(value))
    this.#misses = new BoundedMap(MISS_BOUNDS, () => 0)
  }

  /** The answer that is kept and still good. */
  peek(key: K): V | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined || kept.goodUntil < Date.now()) return undefined
    this.#options.counters.add('hits')
    return kept.value
  }

  /**
   * The kept answer, or else what `fetch` gives.
   *
   * @param fetch is given a signal that aborts when the last caller has given up, if all can
   * @param signal of this caller; its reason is thrown when it aborts
   */
  async get(key: K, fetch: (signal?: AbortSignal) => Promise<V>, signal?: AbortSignal): Promise<V> {
    const kept = this.peek(key)
    if (kept !== undefined) return kept
    const { counters } = this.#options
    const miss = this.#misses.get(key)
    if (miss !== undefined && miss.goodUntil >= Date.now()) {
      counters.add('negatives')
      throw miss.error
    }
    counters.add('misses')
    return this.#flights.run(key, (shared) => this.#fetch(key, fetch, shared), signal)
  }

  async #fetch(
    key: K,
    fetch: (signal?: AbortSignal) => Promise<V>,
    signal: AbortSignal | undefined,
  ): Promise<V> {
    const generation = this.#generation
    try {
      const value = await fetch(signal)
      if (generation === this.#generation) this.set(key, value)
      return value
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      if (MISSING.has(error.code)) {
        this.#kept.delete(key)
        if (generation === this.#generation) this.#noteMiss(key, error)
      }
      return this.#staleOr(key, error)
    }
  }

  /** What was good once, where the server cannot be asked; the next caller does not wait for it. */
  #staleOr(key: K, error: RegistryError): V {
    const kept = error.retriable ? this.#kept.get(key) : undefined
    if (kept === undefined) throw error
    this.#options.counters.add('stale')
    kept.goodUntil = Date.now() + Math.min(this.#options.ttlMs, this.#options.missTtlMs)
    return kept.value
  }

  set(key: K, value: V): void {
    const { ttlMs } = this.#options
    if (ttlMs === 0) return
    this.#misses.delete(key)
    this.#kept.set(key, { value, goodUntil: Date.now() + ttlMs })
  }

  #noteMiss(key: K, error: RegistryError): void {
    const { missTtlMs } = this.#options
    if (missTtlMs > 0) this.#misses.set(key, { error, goodUntil: Date.now() + missTtlMs })
  }

  /** Forgets what may no longer hold. @param what `misses` leaves the answers */
  forget(what: 'everything' | 'misses'): void {
    this.#generation += 1
    this.#misses.clear()
    if (what === 'everything') this.#kept.clear()
  }
}
