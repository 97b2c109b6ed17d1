/** What a datum may cost its reader, whatever its bytes claim. */
export interface Limits {
  /** Records that may lie in one another, where a schema nests in itself. @default 500 */
  readonly depth: number
  /** Array and map items in all. @default 10000000 */
  readonly items: number
  /** Of these, items that take no bytes: five bytes can claim billions. @default 65536 */
  readonly emptyItems: number
  /** Bytes of one string, bytes or map key. @default 67108864 */
  readonly stringBytes: number
  /** Bytes of the whole datum. @default 268435456 */
  readonly datumBytes: number
}

/** What holds where no limit is given. */
export const DEFAULT_LIMITS: Limits = {
  depth: 500,
  items: 10_000_000,
  emptyItems: 65_536,
  stringBytes: 64 * 2 ** 20,
  datumBytes: 256 * 2 ** 20,
}
