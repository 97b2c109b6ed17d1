import type { Assignment } from './assignment.ts'
import { Turn } from './turn.ts'
import type { LoopState, Work } from './work.ts'

/** What a loop is made of. */
export interface LoopParts<R> {
  readonly assignment: Assignment
  readonly work: Work
  /** What comes next, if there is something now. */
  readonly take: () => R | undefined
  readonly isClosed: () => boolean
  /** Called each time the loop asks for more. */
  readonly onNext: () => void
  /** Called with what ends the loop, before it does. */
  readonly onFailure: () => Promise<void>
}

/** The iterator behind `for await`: not a generator, since that would cost three promises for each record. */
export class RecordLoop<R> implements AsyncIterableIterator<R>, LoopState {
  isHolding = false
  seenAt: number | undefined
  readonly #parts: LoopParts<R>
  readonly #turn = new Turn()

  constructor(parts: LoopParts<R>) {
    this.#parts = parts
    parts.work.loops.add(this)
  }

  next(): Promise<IteratorResult<R, undefined>> {
    this.#put()
    if (this.#turn.isOver()) return this.#nextLater()
    const { isClosed, take } = this.#parts
    try {
      const value = isClosed() ? undefined : take()
      return value === undefined ? this.#nextLater() : Promise.resolve(this.#hold(value))
    } catch {
      return this.#nextLater()
    }
  }

  /** The loop was left; its last record stays with whoever left it. */
  return(): Promise<IteratorResult<R, undefined>> {
    const { work } = this.#parts
    this.#put()
    work.loops.delete(this)
    work.check()
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #nextLater(): Promise<IteratorResult<R, undefined>> {
    const { assignment, work, take, isClosed, onFailure } = this.#parts
    work.check()
    await this.#turn.yield()
    try {
      for (;;) {
        const changed = assignment.changed()
        if (isClosed()) return this.return()
        const value = take()
        if (value !== undefined) return this.#hold(value)
        await changed
      }
    } catch (error) {
      await this.return()
      await onFailure()
      throw error
    }
  }

  #hold(value: R): IteratorResult<R, undefined> {
    this.isHolding = true
    return { value, done: false }
  }

  /** The body has come back: what it was given is dealt with. */
  #put(): void {
    this.isHolding = false
    this.seenAt = undefined
    this.#parts.onNext()
  }
}
