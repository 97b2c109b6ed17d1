import { untilAborted } from '../transport/until-aborted.ts'

interface Flight<V> {
  readonly result: Promise<V>
  readonly controller: AbortController | undefined
  waiting: number
  landed: boolean
}

/** Lets callers of the same key share one call. */
export class SingleFlight<K, V> {
  readonly #flights = new Map<K, Flight<V>>()

  /**
   * Joins the call under way for the key, or starts it. A caller that gives up leaves alone; the
   * call itself is ended when the last one has left.
   */
  async run(key: K, start: (signal?: AbortSignal) => Promise<V>, signal?: AbortSignal): Promise<V> {
    const flight = this.#flights.get(key) ?? this.#launch(key, start, signal)
    flight.waiting += 1
    try {
      return await untilAborted(flight.result, signal)
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0) {
        if (this.#flights.get(key) === flight) this.#flights.delete(key)
        // Making an abort's error costs more than all the rest here.
        if (!flight.landed) flight.controller?.abort()
      }
    }
  }

  #launch(
    key: K,
    start: (signal?: AbortSignal) => Promise<V>,
    first: AbortSignal | undefined,
  ): Flight<V> {
    // Who has no signal stays to the end, and nobody can be the last to leave.
    const controller = first && new AbortController()
    const result = start(controller?.signal)
    const flight = { result, controller, waiting: 0, landed: false }
    const land = (): void => {
      flight.landed = true
    }
    result.then(land, land)
    this.#flights.set(key, flight)
    return flight
  }
}
