import { Fifo } from '../fifo.ts'
import type { Taken } from './record-source.ts'

/** Records that may wait for others of their key, over all keys. */
const CAPACITY = 1_000

/** Has the records of each key worked on one after the other, and those of other keys beside them. */
export class KeyQueues<T> {
  readonly #busy = new Map<string, Fifo<() => void>>()
  #waiting = 0

  /** Whether so many wait for their turn that no more should be taken. */
  get isFull(): boolean {
    return this.#waiting >= CAPACITY
  }

  /** Starts the work on a record when it is its turn. */
  add(taken: Taken<T>, start: () => void): void {
    const key = keyOf(taken)
    const queue = key === undefined ? undefined : this.#busy.get(key)
    if (queue !== undefined) {
      queue.push(start)
      this.#waiting++
      return
    }
    if (key !== undefined) this.#busy.set(key, new Fifo())
    start()
  }

  /** The work on a record has ended: the next one of its key begins. */
  done(taken: Taken<T>): void {
    const key = keyOf(taken)
    if (key === undefined) return
    const next = this.#busy.get(key)?.shift()
    if (next === undefined) {
      this.#busy.delete(key)
    } else {
      this.#waiting--
      next()
    }
  }
}

/** Keys are told apart by their bytes; records without one have no order among them. */
function keyOf<T>({ record, from }: Taken<T>): string | undefined {
  if (record.key === null) return undefined
  const { buffer, byteOffset, length } = record.key
  return `${from.partition}:${Buffer.from(buffer, byteOffset, length).toString('latin1')}`
}
