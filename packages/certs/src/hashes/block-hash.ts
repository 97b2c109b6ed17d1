/** A hash function as the work on one block of 64 octets (FIPS 180-4; RFC 1321). */
export interface BlockHash {
  /** State before the first block. */
  readonly initial: readonly number[]
  /** How words are made of octets, and octets of words. */
  readonly isLittleEndian: boolean
  /** Words that the work needs, those of the block first. */
  readonly words: number
  /** Takes the block, the first 16 words, into the state; the 16 words stay as they are. */
  compress(state: Int32Array, words: Int32Array): void
}
