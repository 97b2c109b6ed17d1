import { decodeNumbers } from '../decode-numbers.ts'
import type { KeyCounters, SeriesPoints } from '../frame.ts'

/** One key as the page has it: the window of its points, in order of arrival. */
export class PageSeries {
  readonly id: number
  readonly key: string
  counters: KeyCounters | undefined
  /** Arrival number of the first point here. */
  first = 0
  times: Float64Array = new Float64Array()
  values: Float64Array = new Float64Array()

  constructor(id: number, key: string) {
    this.id = id
    this.key = key
  }

  get last(): number {
    return this.values.at(-1) ?? Number.NaN
  }

  /** Appends points, and lets go of those that the window has no room for. */
  append({ first, times, values }: SeriesPoints, window: number): void {
    const end = this.first + this.times.length
    // Where points are missing in between, what is here is older than the window.
    const kept = first > end ? 0 : this.times.length
    this.times = joined(this.times, decodeNumbers(times), kept, window)
    this.values = joined(this.values, decodeNumbers(values), kept, window)
    const added = decodedLength(times)
    this.first = (first > end ? first : end) + added - this.times.length
  }
}

function joined(
  old: Float64Array,
  added: Float64Array,
  kept: number,
  window: number,
): Float64Array {
  const length = Math.min(window, kept + added.length)
  const result = new Float64Array(length)
  const fromAdded = Math.min(length, added.length)
  const fromOld = length - fromAdded
  result.set(old.subarray(old.length - fromOld), 0)
  result.set(added.subarray(added.length - fromAdded), fromOld)
  return result
}

/** How many numbers a frame's text holds: 8 bytes each, in base64. */
function decodedLength(numbers: string): number {
  const padding = numbers.endsWith('==') ? 2 : numbers.endsWith('=') ? 1 : 0
  return ((numbers.length / 4) * 3 - padding) / 8
}
