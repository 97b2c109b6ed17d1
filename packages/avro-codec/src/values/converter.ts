import type { Cursor } from '../runtime/cursor.ts'

/** Turns the values of one logical type into those of the type it annotates, and back. */
export interface Converter {
  /** What kind of value it takes and gives. */
  readonly shape: 'string' | 'object' | 'date'
  /** What it takes, for messages. */
  readonly expected: string
  /** @throws REFUSED for what it does not take */
  toAvro(value: unknown): unknown
  /**
   * A long comes as a number where that is exact, else as a bigint. The cursor is behind the value.
   * @throws {@link BrokenDatum} for what it cannot express
   */
  fromAvro(raw: unknown, cursor: Cursor): unknown
}
