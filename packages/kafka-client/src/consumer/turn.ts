import { setImmediate } from 'node:timers/promises'

/** How long records may be handed out without a look at sockets and timers: heartbeats are among these. */
const SLICE_MS = 20
/** Looking at the clock for every record would cost more than many a handler. */
const LOOK_EVERY = 64

/** Says when it is time to let the rest of the program run, which promises alone never do. */
export class Turn {
  #records = 0
  #endsAt = 0

  isOver(): boolean {
    if (++this.#records % LOOK_EVERY !== 0) return false
    return performance.now() > this.#endsAt
  }

  async yield(): Promise<void> {
    await setImmediate()
    this.#endsAt = performance.now() + SLICE_MS
  }
}
