import { untilAborted } from '../transport/until-aborted.ts'

interface Flight<V> {
  readonly result: Promise<V>
  readonly controller: AbortController
  waiting: number
}

/** Lets callers of the same key share one call. */
export class SingleFlight<K, V> {
  readonly #flights = new Map<K, Flight<V>>()

  /**
   * Joins the call under way for the key, or starts it. A caller that gives up leaves alone; the
   * call itself is ended when the last one has left.
   */
  async run(key: K, start: (signal: AbortSignal) => Promise<V>, signal?: AbortSignal): Promise<V> {
    const flight = this.#flights.get(key) ?? this.#launch(key, start)
    flight.waiting += 1
    try {
      return await untilAborted(flight.result, signal)
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0) {
        if (this.#flights.get(key) === flight) this.#flights.delete(key)
        flight.controller.abort()
      }
    }
  }

  #launch(key: K, start: (signal: AbortSignal) => Promise<V>): Flight<V> {
    const controller = new AbortController()
    const flight = { result: start(controller.signal), controller, waiting: 0 }
    this.#flights.set(key, flight)
    return flight
  }
}
