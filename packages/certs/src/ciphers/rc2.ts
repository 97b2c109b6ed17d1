/** Octets of one block. */
export const RC2_BLOCK_BYTES = 8

/** 16-bit words of one block. */
const WORDS = 4
const KEY_WORDS = 64
const ROTATIONS = [1, 2, 3, 5] as const

/** RFC 2268, section 2: a permutation taken from the digits of pi. */
const PI_TABLE = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
)

/** How the data was encrypted. */
export interface Rc2Cbc {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  /** Bits of the key that count, 40 in the files that were made for export. */
  readonly effectiveBits: number
}

/** Decrypts RC2 in CBC mode (RFC 2268), which OpenSSL 3 keeps out of reach. The padding is left on. */
export class Rc2CbcDecipher {
  readonly #key: Uint16Array
  /** The cipher text of the block before; of the first the IV. */
  #before: Uint8Array

  constructor({ key, iv, effectiveBits }: Rc2Cbc) {
    this.#key = expandKey(key, effectiveBits)
    this.#before = iv
  }

  /** Decrypts the blocks that come next: whole ones. */
  update(data: Uint8Array): Uint8Array {
    const output = new Uint8Array(data.length)
    const state = new Uint16Array(WORDS)
    let before = this.#before
    for (let start = 0; start < data.length; start += RC2_BLOCK_BYTES) {
      const block = data.subarray(start, start + RC2_BLOCK_BYTES)
      for (let word = 0; word < WORDS; word++) state[word] = littleEndian(block, word)
      decryptBlock(state, this.#key)
      for (let at = 0; at < RC2_BLOCK_BYTES; at++) {
        output[start + at] = (octet(state, at >> 1) >> (8 * (at & 1))) ^ octet(before, at)
      }
      before = block
    }
    this.#before = Uint8Array.from(before)
    return output
  }

  /** Forgets the key. */
  wipe(): void {
    this.#key.fill(0)
  }
}

/** RFC 2268, section 2. */
function expandKey(key: Uint8Array, effectiveBits: number): Uint16Array {
  const bytes = new Uint8Array(KEY_WORDS * 2)
  bytes.set(key)
  const last = bytes.length - 1
  for (let at = key.length; at <= last; at++) {
    bytes[at] = pi(octet(bytes, at - 1) + octet(bytes, at - key.length))
  }
  const effectiveBytes = Math.ceil(effectiveBits / 8)
  const mask = 0xff >> (8 * effectiveBytes - effectiveBits)
  const first = bytes.length - effectiveBytes
  bytes[first] = pi(octet(bytes, first) & mask)
  for (let at = first - 1; at >= 0; at--) {
    bytes[at] = pi(octet(bytes, at + 1) ^ octet(bytes, at + effectiveBytes))
  }
  const words = Uint16Array.from({ length: KEY_WORDS }, (_, word) => littleEndian(bytes, word))
  bytes.fill(0)
  return words
}

/** RFC 2268, section 4: five rounds of mixing, a mash, six, a mash and five, all undone. */
function decryptBlock(state: Uint16Array, key: Uint16Array): void {
  for (let round = 15; round >= 0; round--) {
    unmix(state, key, round)
    if (round === 11 || round === 5) unmash(state, key)
  }
}

function unmix(state: Uint16Array, key: Uint16Array, round: number): void {
  for (let word = 3; word >= 0; word--) {
    const one = octet(state, (word + 3) & 3)
    const two = octet(state, (word + 2) & 3)
    const three = octet(state, (word + 1) & 3)
    const rotation = ROTATIONS[word] as number
    const value = octet(state, word)
    const rotated = (value >> rotation) | (value << (16 - rotation))
    state[word] = rotated - octet(key, 4 * round + word) - (one & two) - (~one & three)
  }
}

function unmash(state: Uint16Array, key: Uint16Array): void {
  for (let word = 3; word >= 0; word--) {
    const one = octet(state, (word + 3) & 3)
    state[word] = octet(state, word) - octet(key, one & (KEY_WORDS - 1))
  }
}

function littleEndian(bytes: Uint8Array, word: number): number {
  return octet(bytes, 2 * word) | (octet(bytes, 2 * word + 1) << 8)
}

function pi(index: number): number {
  return octet(PI_TABLE, index & 0xff)
}

function octet(numbers: Uint8Array | Uint16Array, index: number): number {
  return numbers[index] ?? 0
}
