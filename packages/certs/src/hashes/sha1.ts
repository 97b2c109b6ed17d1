import type { BlockHash } from './block-hash.ts'

const ROUNDS = 80

/** SHA-1 (FIPS 180-4, section 6.1). */
export const sha1: BlockHash = {
  initial: [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0],
  isLittleEndian: false,
  words: ROUNDS,
  compress(state, words) {
    for (let w = 16; w < ROUNDS; w++) {
      const mixed = at(words, w - 3) ^ at(words, w - 8) ^ at(words, w - 14) ^ at(words, w - 16)
      words[w] = (mixed << 1) | (mixed >>> 31)
    }
    let a = at(state, 0)
    let b = at(state, 1)
    let c = at(state, 2)
    let d = at(state, 3)
    let e = at(state, 4)
    // Four loops, one for each function: a choice within one loop takes three times as long.
    let t = 0
    for (; t < 20; t++) {
      const next =
        (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + e + 0x5a827999 + at(words, t)) | 0
      e = d
      d = c
      c = (b << 30) | (b >>> 2)
      b = a
      a = next
    }
    for (; t < 40; t++) {
      const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0x6ed9eba1 + at(words, t)) | 0
      e = d
      d = c
      c = (b << 30) | (b >>> 2)
      b = a
      a = next
    }
    for (; t < 60; t++) {
      const next =
        (((a << 5) | (a >>> 27)) + ((b & c) | (b & d) | (c & d)) + e + 0x8f1bbcdc + at(words, t)) |
        0
      e = d
      d = c
      c = (b << 30) | (b >>> 2)
      b = a
      a = next
    }
    for (; t < 80; t++) {
      const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0xca62c1d6 + at(words, t)) | 0
      e = d
      d = c
      c = (b << 30) | (b >>> 2)
      b = a
      a = next
    }
    state[0] = at(state, 0) + a
    state[1] = at(state, 1) + b
    state[2] = at(state, 2) + c
    state[3] = at(state, 3) + d
    state[4] = at(state, 4) + e
  },
}

function at(words: Int32Array, index: number): number {
  return words[index] as number
}
