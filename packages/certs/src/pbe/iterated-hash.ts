import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { BlockHash } from '../hashes/block-hash.ts'
import { md5 } from '../hashes/md5.ts'
import { sha1 } from '../hashes/sha1.ts'
import { sha256 } from '../hashes/sha256.ts'
import { pacer } from '../pace.ts'

/**
 * Hashes of our own: a call to node:crypto costs four times what a block costs here, and JCEKS takes
 * 400,000 of them.
 */
const BLOCK_HASHES: ReadonlyMap<string, BlockHash> = new Map([
  ['md5', md5],
  ['sha1', sha1],
  ['sha256', sha256],
])

/** Octets of a block that the message may fill: a mark and the length stand behind it. */
const MESSAGE_BYTES = 55
const BLOCK_BYTES = 64
/** So many take a millisecond at most, even before the engine has compiled them. */
const ROUNDS_A_LOOK = 200

/** A hash over and over. */
export interface IteratedHash {
  readonly digest: string
  /** Hashed in the first round. */
  readonly first: Uint8Array
  readonly iterations: number
  /** Appended to what each further round hashes. @default nothing */
  readonly suffix?: Uint8Array
}

/**
 * Hashes the hash so many times, giving the event loop a turn every few milliseconds, and one at the end:
 * a file asks for several derivations in a row.
 */
export async function iterateHash(work: IteratedHash): Promise<Uint8Array> {
  const { digest, first, iterations, suffix = new Uint8Array(0) } = work
  const value: Uint8Array = hash(digest, first, 'buffer')
  const own = BLOCK_HASHES.get(digest)
  const fits = value.length + suffix.length <= MESSAGE_BYTES
  const rounds = own && fits ? ownRounds(own, value, suffix) : nodeRounds(digest, value, suffix)
  const pace = pacer()
  for (let left = iterations - 1; left > 0; left -= ROUNDS_A_LOOK) {
    rounds.run(Math.min(left, ROUNDS_A_LOOK))
    await pace()
  }
  await setImmediate()
  return rounds.end()
}

interface Rounds {
  /** Hashes so many times. */
  run(count: number): void
  /** The hash so far; what led to it is wiped. */
  end(): Uint8Array
}

function nodeRounds(digest: string, start: Uint8Array, suffix: Uint8Array): Rounds {
  const input = Buffer.concat([start, suffix])
  return {
    run(count) {
      for (let round = 0; round < count; round++) input.set(hash(digest, input, 'buffer'))
    },
    end() {
      const value = Uint8Array.from(input.subarray(0, start.length))
      input.fill(0)
      return value
    },
  }
}

/** The message fits one block, of which only the words of the hash change from round to round. */
function ownRounds(own: BlockHash, start: Uint8Array, suffix: Uint8Array): Rounds {
  const { initial, isLittleEndian, words: wordCount, compress } = own
  const block = new DataView(new ArrayBuffer(BLOCK_BYTES))
  const message = Buffer.concat([start, suffix, Uint8Array.of(0x80)])
  new Uint8Array(block.buffer).set(message)
  block.setUint32(isLittleEndian ? 56 : 60, (message.length - 1) * 8, isLittleEndian)
  const words = new Int32Array(wordCount)
  for (let word = 0; word < 16; word++) words[word] = block.getInt32(word * 4, isLittleEndian)
  const state = new Int32Array(initial.length)
  return {
    run(count) {
      for (let round = 0; round < count; round++) {
        state.set(initial)
        compress(state, words)
        words.set(state)
      }
    },
    end() {
      const value = new DataView(new ArrayBuffer(start.length))
      for (const word of initial.keys()) {
        value.setInt32(word * 4, words[word] ?? 0, isLittleEndian)
      }
      words.fill(0)
      state.fill(0)
      message.fill(0)
      return new Uint8Array(value.buffer)
    },
  }
}
