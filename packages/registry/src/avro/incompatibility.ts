/** Why data of one schema cannot be read with another. */
export interface Incompatibility {
  /** Place in the reading schema, by names: `sensor.value`. */
  readonly path: string
  /** What is wrong there, in words. */
  readonly because: string
  /** Which schema reads: the new one (`backward`) or an earlier one (`forward`). */
  readonly direction: 'backward' | 'forward'
  /** Which of the earlier schemas it is, counted from 0 in the order given. */
  readonly earlier: number
}
