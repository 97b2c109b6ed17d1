import { type Block, type Key, philox4x32 } from './philox.ts'

const TWO_POW_32 = 2 ** 32
const TWO_POW_26 = 2 ** 26
const TWO_POW_53 = 2 ** 53

/**
 * What a random block is used for. Each use has its own numbers, so that switching one fault on
 * changes neither the noise nor another fault.
 */
export const STREAM = { noise: 0, delivery: 1, spike: 2, drift: 3, shape: 4, cycle: 5 } as const

/** One of {@link STREAM}. */
export type Stream = (typeof STREAM)[keyof typeof STREAM]

/** Random numbers that depend on (seed, sensor, step, stream) alone, never on what was asked before. */
export class RandomField {
  readonly #key: Key

  /** @param seed - a safe integer >= 0 */
  constructor(seed: number) {
    this.#key = [seed >>> 0, Math.floor(seed / TWO_POW_32)]
  }

  /** Four uniform 32-bit words of a sensor at a step. */
  block(sensor: number, step: number, stream: Stream): Block {
    // The stream shares a word with the upper 21 bits of the step.
    const upper = Math.floor(step / TWO_POW_32) * 8 + stream
    return philox4x32([step >>> 0, upper, sensor, 0], this.#key)
  }

  /**
   * A standard normal variate: G. Box and M. Muller, "A note on the generation of random normal
   * deviates" (1958), its cosine half, from two uniforms of 53 bits.
   */
  normal(sensor: number, step: number): number {
    const [a, b, c, d] = this.block(sensor, step, STREAM.noise)
    // (0, 1], because the logarithm of 0 is no number.
    const radius = Math.sqrt(-2 * Math.log(uniform53(a, b) + 1 / TWO_POW_53))
    return radius * Math.cos(2 * Math.PI * uniform53(c, d))
  }
}

/** A word as a number in [0, 1). */
export function uniform32(word: number): number {
  return word / TWO_POW_32
}

/** Two words as a number in [0, 1) with all 53 bits of a double. */
function uniform53(high: number, low: number): number {
  return ((high >>> 5) * TWO_POW_26 + (low >>> 6)) / TWO_POW_53
}
