import { type Faults, NO_FAULTS } from './faults.ts'

/** A fault as it shows on a reading. */
export type Injected = 'late' | 'duplicate' | 'spike' | 'drift'

/** One value of one sensor. */
export interface Reading {
  /** Id of the sensor. */
  readonly sensor: string
  /** The step it was measured at, also when it comes later. */
  readonly step: number
  /** What the sensor says. */
  readonly value: number
  /** What was done to it; empty for a reading left alone. */
  readonly injected: readonly Injected[]
}

/** How many readings of an iterator each fault has struck so far. */
export interface InjectedCounts {
  /** Delivered late. */
  readonly late: number
  /** Delivered a second time. */
  readonly duplicate: number
  /** Not delivered at all. */
  readonly dropOut: number
  /** Delivered with a spike. */
  readonly spike: number
  /** Delivered with drift. */
  readonly drift: number
}

/** Readings in order of delivery, with the count of what was injected. */
export interface Readings extends IterableIterator<Reading> {
  /** Struck so far, second copies not counted again as late, spike or drift. */
  readonly injected: InjectedCounts
  /** Readings held back at this moment, to be delivered at a later step. */
  readonly heldBack: number
}

/** Where an iterator gets its readings from. */
export interface ReadingSource {
  readonly sensorCount: number
  /** Longest delay of a late reading; 0 when none is late. */
  readonly maxLateSteps: number
  /** False when no fault can strike, which saves asking for each reading. */
  readonly hasFaults: boolean
  faultsAt(sensor: number, step: number): Faults
  read(sensor: number, step: number, faults: Faults): Reading
}

/** A reading that waits for its step of delivery. */
interface Held {
  readonly sensor: number
  readonly step: number
  readonly faults: Faults
}

const UNTOUCHED: Injected[] = []

/** The marks of a reading that was struck by `faults`. */
export function marksOf(faults: Faults): readonly Injected[] {
  if (faults === NO_FAULTS) return UNTOUCHED
  const marks: Injected[] = []
  if (faults.lateBy > 0) marks.push('late')
  if (faults.spike !== 0) marks.push('spike')
  if (faults.drift !== 0) marks.push('drift')
  return marks
}

/**
 * Walks step by step, at each step sensor by sensor, then the late readings that are due.
 * Holds at most one entry per late reading under way, so its memory does not grow with the steps.
 */
export class ReadingIterator implements Readings {
  readonly #source: ReadingSource
  readonly #to: number
  readonly #counts = { late: 0, duplicate: 0, dropOut: 0, spike: 0, drift: 0 }
  /** Late readings by the step they are due at. */
  readonly #held = new Map<number, Held[]>()
  /** Late readings due at the current step. */
  #due: Held[] = []
  #duplicate: Reading | undefined
  #step: number
  #sensor = 0
  #heldBack = 0

  constructor(source: ReadingSource, { from, to }: { from: number; to: number }) {
    this.#source = source
    this.#step = from
    this.#to = to
    this.#holdFromBefore(from)
    this.#due = this.#takeDue()
  }

  get injected(): InjectedCounts {
    return { ...this.#counts }
  }

  get heldBack(): number {
    return this.#heldBack
  }

  next(): IteratorResult<Reading> {
    const copy = this.#duplicate
    if (copy) {
      this.#duplicate = undefined
      this.#counts.duplicate++
      return { done: false, value: { ...copy, injected: [...copy.injected, 'duplicate'] } }
    }
    while (this.#step < this.#to) {
      const reading = this.#nextOfStep()
      if (reading) return { done: false, value: reading }
      this.#step++
      this.#sensor = 0
      this.#due = this.#takeDue()
    }
    return { done: true, value: undefined }
  }

  [Symbol.iterator](): this {
    return this
  }

  /** The next reading to deliver at the current step. */
  #nextOfStep(): Reading | undefined {
    const source = this.#source
    while (this.#sensor < source.sensorCount) {
      const sensor = this.#sensor++
      if (!source.hasFaults) return source.read(sensor, this.#step, NO_FAULTS)
      const faults = source.faultsAt(sensor, this.#step)
      if (faults.dropped) this.#counts.dropOut++
      else if (faults.lateBy > 0) this.#hold({ sensor, step: this.#step, faults })
      else return this.#deliver({ sensor, step: this.#step, faults })
    }
    const late = this.#due.pop()
    if (!late) return undefined
    this.#heldBack--
    return this.#deliver(late)
  }

  #deliver({ sensor, step, faults }: Held): Reading {
    const reading = this.#source.read(sensor, step, faults)
    if (faults.duplicated) this.#duplicate = reading
    for (const mark of reading.injected) this.#counts[mark]++
    return reading
  }

  #hold(held: Held): void {
    const dueAt = held.step + held.faults.lateBy
    const others = this.#held.get(dueAt)
    if (others) others.push(held)
    else this.#held.set(dueAt, [held])
    this.#heldBack++
  }

  /** Finds the readings of earlier steps that an uninterrupted run would hold at `from`. */
  #holdFromBefore(from: number): void {
    const { maxLateSteps, sensorCount } = this.#source
    for (let step = Math.max(0, from - maxLateSteps); step < from; step++) {
      for (let sensor = 0; sensor < sensorCount; sensor++) {
        const faults = this.#source.faultsAt(sensor, step)
        if (step + faults.lateBy >= from && faults.lateBy > 0) this.#hold({ sensor, step, faults })
      }
    }
  }

  /** Late readings due at the current step, the oldest last. */
  #takeDue(): Held[] {
    const due = this.#held.get(this.#step) ?? []
    this.#held.delete(this.#step)
    return due.reverse()
  }
}
