/** Points by event time, ready for a chart that wants unique, ascending x values. */
export interface SortedView {
  /** Strictly ascending: the event times, equal ones moved apart. */
  readonly x: Float64Array
  /** For each x, which point of the input it is. */
  readonly order: Uint32Array
}

/** Least distance of two x values: a 1024th of a millisecond, exact in a double until year 6429. */
const NUDGE_MS = 2 ** -10
/** Twice the distance of neighbouring doubles around 1. */
const RELATIVE_NUDGE = 2 ** -51

/**
 * Orders points by event time; equal times stay in the order given, which is that of arrival.
 *
 * Both of two points with one time are kept: the one that came second gets an x that is a 1024th
 * of a millisecond greater, a third one two of them, and so on. A point pushed beyond the next
 * event time pushes that on in turn. Event times must be finite.
 * @param times event times in order of arrival
 */
export function sortedView(times: Float64Array): SortedView {
  const order = new Uint32Array(times.length)
  for (let index = 0; index < order.length; index++) order[index] = index
  if (!isAscending(times)) {
    order.sort((a, b) => at(times, a) - at(times, b) || a - b)
  }
  return { x: spreadOut(times, order), order }
}

function spreadOut(times: Float64Array, order: Uint32Array): Float64Array {
  const x = new Float64Array(times.length)
  let least = Number.NEGATIVE_INFINITY
  for (let index = 0; index < x.length; index++) {
    const here = Math.max(at(times, order[index] ?? 0), least)
    x[index] = here
    least = here + Math.max(NUDGE_MS, Math.abs(here) * RELATIVE_NUDGE)
  }
  return x
}

function isAscending(times: Float64Array): boolean {
  for (let index = 1; index < times.length; index++) {
    if (at(times, index) < at(times, index - 1)) return false
  }
  return true
}

function at(numbers: Float64Array, index: number): number {
  return numbers[index] ?? 0
}
