import { checkFault, type Fault } from './fault.ts'

interface Entry {
  readonly fault: Fault
  /** Matching requests so far. */
  matched: number
  /** Requests struck so far. */
  struck: number
}

/** The faults that are switched on. The first that strikes a request decides. */
export class FaultList {
  #entries: Entry[] = []

  /** Switches a fault on. @throws {MockHopsworksError} when it lacks what its kind needs */
  add(fault: Fault): void {
    this.#entries.push({ fault: checkFault(fault), matched: 0, struck: 0 })
  }

  /** Switches all of them off. */
  clear(): void {
    this.#entries = []
  }

  list(): readonly Fault[] {
    return this.#entries.map(({ fault }) => fault)
  }

  /** The fault that strikes this request, if any does. */
  strike(method: string, path: string): Fault | undefined {
    for (const entry of this.#entries) {
      const { fault } = entry
      if (fault.method !== undefined && fault.method !== method) continue
      if (!path.includes(fault.path ?? '')) continue
      const nth = entry.matched++
      if (!isBadTurn(fault, nth)) continue
      entry.struck += 1
      if (entry.struck === fault.times) this.#entries.splice(this.#entries.indexOf(entry), 1)
      return fault
    }
    return undefined
  }
}

function isBadTurn({ flap }: Fault, nth: number): boolean {
  return flap === undefined || nth % (flap.good + flap.bad) >= flap.good
}
