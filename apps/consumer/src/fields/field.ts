/** A field of a record that can be plotted, named or told by. */
export interface Field {
  /** Its name, after those of the records that it lies in, joined by dots. */
  readonly path: string
  readonly kind: 'number' | 'text'
  /** Milliseconds a unit, for a number that its schema calls a time. */
  readonly unitMs?: number
}

/** Records within records are looked into so deep. */
export const MOST_DEPTH = 5
