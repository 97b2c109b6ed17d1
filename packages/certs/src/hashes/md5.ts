import type { BlockHash } from './block-hash.ts'

const ROUNDS = 64

/** Sines of the round's number (RFC 1321, section 3.4). */
const CONSTANTS = Int32Array.from({ length: ROUNDS }, (_, round) =>
  Math.floor(Math.abs(Math.sin(round + 1)) * 2 ** 32),
)

/** How far each round rotates; they repeat every four within sixteen. */
const ROTATIONS = Int32Array.of(7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21)

/** MD5 (RFC 1321). */
export const md5: BlockHash = {
  initial: [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476],
  isLittleEndian: true,
  words: 16,
  compress(state, words) {
    let a = at(state, 0)
    let b = at(state, 1)
    let c = at(state, 2)
    let d = at(state, 3)
    for (let t = 0; t < ROUNDS; t++) {
      const quarter = t >> 4
      let f: number
      let word: number
      if (quarter === 0) {
        f = (b & c) | (~b & d)
        word = t
      } else if (quarter === 1) {
        f = (d & b) | (~d & c)
        word = (5 * t + 1) & 15
      } else if (quarter === 2) {
        f = b ^ c ^ d
        word = (3 * t + 5) & 15
      } else {
        f = c ^ (b | ~d)
        word = (7 * t) & 15
      }
      const sum = (a + f + at(CONSTANTS, t) + at(words, word)) | 0
      const rotation = at(ROTATIONS, (quarter << 2) | (t & 3))
      a = d
      d = c
      c = b
      b = (b + ((sum << rotation) | (sum >>> (32 - rotation)))) | 0
    }
    state[0] = at(state, 0) + a
    state[1] = at(state, 1) + b
    state[2] = at(state, 2) + c
    state[3] = at(state, 3) + d
  },
}

function at(words: Int32Array, index: number): number {
  return words[index] as number
}
