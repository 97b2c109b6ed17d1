import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'

const ROUNDS_PER_TURN = 5000

/** A hash over and over. */
export interface IteratedHash {
  readonly digest: string
  /** Hashed in the first round. */
  readonly first: Uint8Array
  readonly iterations: number
  /** Appended to what each further round hashes. @default nothing */
  readonly suffix?: Uint8Array
}

/** Hashes the hash so many times, giving the event loop a turn every few milliseconds. */
export async function iterateHash(work: IteratedHash): Promise<Uint8Array> {
  const { digest, first, iterations, suffix } = work
  let value: Uint8Array = hash(digest, first, 'buffer')
  const input = suffix && Buffer.concat([value, suffix])
  for (let round = 1; round < iterations; round++) {
    input?.set(value)
    value = hash(digest, input ?? value, 'buffer')
    if (round % ROUNDS_PER_TURN === 0) await setImmediate()
  }
  input?.fill(0)
  return value
}
