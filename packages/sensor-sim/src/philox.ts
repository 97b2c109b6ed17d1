/**
 * Philox4x32-10: a counter-based random generator. Where other generators walk from state to
 * state, this one scrambles a counter under a key, so number n costs the same as number 0.
 * That is what lets a simulation start at any step.
 *
 * Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3"
 * (SC 2011), section 4.3; its known answers are in the tests.
 */

const ROUNDS = 10
const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
/** Key increments: the golden ratio and sqrt(3) - 1, as 32-bit fractions. */
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85

/** Four 32-bit words, as counter or as output. */
export type Block = readonly [number, number, number, number]

/** Two 32-bit words. */
export type Key = readonly [number, number]

/** Scrambles `counter` under `key` into four independent, uniform 32-bit words. */
export function philox4x32([c0, c1, c2, c3]: Block, [k0, k1]: Key): Block {
  let [a, b, c, d] = [c0, c1, c2, c3]
  let [keyA, keyB] = [k0, k1]
  for (let round = 0; round < ROUNDS; round++) {
    const low0 = Math.imul(MULTIPLIER_0, a)
    const low1 = Math.imul(MULTIPLIER_1, c)
    const high0 = multiplyHigh(MULTIPLIER_0, a)
    const high1 = multiplyHigh(MULTIPLIER_1, c)
    a = high1 ^ b ^ keyA
    b = low1
    c = high0 ^ d ^ keyB
    d = low0
    keyA = (keyA + WEYL_0) | 0
    keyB = (keyB + WEYL_1) | 0
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0]
}

/** Upper 32 bits of the unsigned 64-bit product; doubles alone would round it. */
function multiplyHigh(x: number, y: number): number {
  const [xHigh, xLow] = [x >>> 16, x & 0xffff]
  const [yHigh, yLow] = [y >>> 16, y & 0xffff]
  const middle = xHigh * yLow + ((xLow * yLow) >>> 16)
  const carry = xLow * yHigh + (middle & 0xffff)
  return (xHigh * yHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) | 0
}
