import type { BlockHash } from './block-hash.ts'

const ROUNDS = 64

/** Fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2). */
const CONSTANTS = Int32Array.from(firstPrimes(ROUNDS), (prime) => fraction(Math.cbrt(prime)))

/** SHA-256 (FIPS 180-4, section 6.2). */
export const sha256: BlockHash = {
  initial: firstPrimes(8).map((prime) => fraction(Math.sqrt(prime))),
  isLittleEndian: false,
  words: ROUNDS,
  compress(state, words) {
    for (let t = 16; t < ROUNDS; t++) {
      const x = at(words, t - 15)
      const y = at(words, t - 2)
      const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
      const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
      words[t] = at(words, t - 16) + small0 + at(words, t - 7) + small1
    }
    let a = at(state, 0)
    let b = at(state, 1)
    let c = at(state, 2)
    let d = at(state, 3)
    let e = at(state, 4)
    let f = at(state, 5)
    let g = at(state, 6)
    let h = at(state, 7)
    for (let t = 0; t < ROUNDS; t++) {
      const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
      const one = (h + big1 + ((e & f) ^ (~e & g)) + at(CONSTANTS, t) + at(words, t)) | 0
      const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
      const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + one) | 0
      d = c
      c = b
      b = a
      a = (one + two) | 0
    }
    state[0] = at(state, 0) + a
    state[1] = at(state, 1) + b
    state[2] = at(state, 2) + c
    state[3] = at(state, 3) + d
    state[4] = at(state, 4) + e
    state[5] = at(state, 5) + f
    state[6] = at(state, 6) + g
    state[7] = at(state, 7) + h
  },
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
}

/** The first 32 bits behind the point. */
function fraction(value: number): number {
  return Math.floor((value % 1) * 2 ** 32)
}

function at(words: Int32Array, index: number): number {
  return words[index] as number
}
