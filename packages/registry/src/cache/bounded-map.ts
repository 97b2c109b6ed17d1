/** What a map may hold at most. */
export interface MapBounds {
  readonly entries: number
  /** Sum of the weights of its values. */
  readonly weight: number
}

interface Entry<V> {
  readonly value: V
  readonly weight: number
}

/** Values by key; when a bound is reached the least recently used go. */
export class BoundedMap<K, V> {
  /** Least recently used first. */
  readonly #entries = new Map<K, Entry<V>>()
  readonly #bounds: MapBounds
  readonly #weigh: (value: V) => number
  #weight = 0

  constructor(bounds: MapBounds, weigh: (value: V) => number) {
    this.#bounds = bounds
    this.#weigh = weigh
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    // Many ask for the one schema of their topic: the order needs no change then.
    if (this.#entries.size > 1) {
      this.#entries.delete(key)
      this.#entries.set(key, entry)
    }
    return entry.value
  }

  set(key: K, value: V): void {
    this.delete(key)
    const weight = this.#weigh(value)
    this.#entries.set(key, { value, weight })
    this.#weight += weight
    if (this.#isFull) this.#evict()
  }

  get #isFull(): boolean {
    return this.#entries.size > this.#bounds.entries || this.#weight > this.#bounds.weight
  }

  #evict(): void {
    for (const oldest of this.#entries.keys()) {
      this.delete(oldest)
      if (!this.#isFull) return
    }
  }

  delete(key: K): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#weight -= entry.weight
  }

  clear(): void {
    this.#entries.clear()
    this.#weight = 0
  }
}
