/** A reading at its place in the topic, or as a consumer printed it. */
export interface PlacedReading {
  readonly partition: number
  readonly offset: number
  readonly sensor: string
  /** Undefined: no such reading was ever taken. */
  readonly step: number | undefined
}

/** What may come twice, since a process was killed. */
export interface Excuses {
  /** Whether a killed producer may have stored this reading again: one of its sensors', from its checkpoint on. */
  readonly mayBeStoredTwice: (sensor: string, step: number) => boolean
  /** Whether a killed consumer had printed this record without having committed it. */
  readonly mayBePrintedTwice: (partition: number, offset: number) => boolean
}

/** What became of the readings of a fleet. */
export interface FleetVerdict {
  readonly expected: number
  readonly stored: number
  readonly printed: number
  /** Readings that are not in the topic. */
  readonly notStored: number
  /** Records that no consumer printed. */
  readonly notPrinted: number
  /** Readings stored behind a later one of their sensor, or on another partition than its first. */
  readonly storedOutOfOrder: number
  /** Readings that a consumer printed, for the first time ever, behind a later one of their sensor. */
  readonly printedOutOfOrder: number
  /** Copies beyond the first, in the topic: those of a killed producer, and others. */
  readonly storedTwice: number
  readonly storedTwiceUnexcused: number
  /** Records printed again: those of a killed consumer, and others. */
  readonly printedTwice: number
  readonly printedTwiceUnexcused: number
  /** Records of the topic, and printed lines, that no sensor read. */
  readonly foreign: number
}

/** What is compared. */
export interface FleetEvidence {
  /** Which readings there must be. */
  readonly sensors: Iterable<string>
  readonly steps: number
  /** All records of the topic, in order within each partition. */
  readonly stored: readonly PlacedReading[]
  /** What each consumer process printed, in its order. */
  readonly printed: readonly (readonly PlacedReading[])[]
}

/** Compares what sensors read with what is in the topic, and that with what consumers printed. */
export function checkFleet(evidence: FleetEvidence, excuses: Excuses): FleetVerdict {
  const { stored, printed, steps } = evidence
  const sensors = [...evidence.sensors]
  const inTopic = new Copies()
  for (const reading of stored) inTopic.see(reading, 'topic', excuses.mayBeStoredTwice)
  const places = new Places(excuses.mayBePrintedTwice)
  const onPaper = new Copies()
  for (const [member, readings] of printed.entries()) {
    for (const reading of readings) {
      if (places.see(reading)) onPaper.see(reading, `${member}`, () => true)
    }
  }
  const expected = sensors.length * steps
  return {
    expected,
    stored: stored.length,
    printed: printed.reduce((sum, readings) => sum + readings.length, 0),
    notStored: expected - inTopic.readings,
    notPrinted: stored.filter((reading) => !places.has(reading)).length,
    storedOutOfOrder: inTopic.outOfOrder,
    printedOutOfOrder: onPaper.outOfOrder,
    storedTwice: inTopic.copies,
    storedTwiceUnexcused: inTopic.unexcused,
    printedTwice: places.again,
    printedTwiceUnexcused: places.unexcused,
    foreign: inTopic.foreign + onPaper.foreign,
  }
}

const FAULTS = [
  'notStored',
  'notPrinted',
  'storedOutOfOrder',
  'printedOutOfOrder',
  'storedTwiceUnexcused',
  'printedTwiceUnexcused',
  'foreign',
] as const satisfies readonly (keyof FleetVerdict)[]

/** What of a verdict ought not to be. */
export function fleetComplaints(verdict: FleetVerdict): string[] {
  return FAULTS.flatMap((name) => (verdict[name] === 0 ? [] : [`${name}: ${verdict[name]}`]))
}

/** Sees the readings of each sensor in some order, and counts copies and those that come too late. */
class Copies {
  copies = 0
  unexcused = 0
  outOfOrder = 0
  foreign = 0
  readonly #seen = new Map<string, Set<number>>()
  /** By sensor and lane: a lane's order is looked at by itself. */
  readonly #last = new Map<string, { step: number; readonly partition: number }>()

  get readings(): number {
    return [...this.#seen.values()].reduce((sum, { size }) => sum + size, 0)
  }

  see(
    { sensor, step, partition }: PlacedReading,
    lane: string,
    mayBeCopy: (sensor: string, step: number) => boolean,
  ): void {
    if (step === undefined) {
      this.foreign += 1
      return
    }
    const seen = this.#seen.get(sensor) ?? new Set<number>()
    this.#seen.set(sensor, seen)
    if (seen.has(step)) {
      this.copies += 1
      if (!mayBeCopy(sensor, step)) this.unexcused += 1
      return
    }
    seen.add(step)
    const last = this.#last.get(`${lane} ${sensor}`)
    if (last === undefined) this.#last.set(`${lane} ${sensor}`, { step, partition })
    else if (last.partition !== partition || step < last.step) this.outOfOrder += 1
    else last.step = step
  }
}

/** Sees printed places. */
class Places {
  again = 0
  unexcused = 0
  readonly #seen = new Set<string>()
  readonly #mayComeAgain: Excuses['mayBePrintedTwice']

  constructor(mayComeAgain: Excuses['mayBePrintedTwice']) {
    this.#mayComeAgain = mayComeAgain
  }

  /** @returns whether it is the first time */
  see({ partition, offset }: PlacedReading): boolean {
    const place = `${partition}@${offset}`
    if (!this.#seen.has(place)) {
      this.#seen.add(place)
      return true
    }
    this.again += 1
    if (!this.#mayComeAgain(partition, offset)) this.unexcused += 1
    return false
  }

  has({ partition, offset }: PlacedReading): boolean {
    return this.#seen.has(`${partition}@${offset}`)
  }
}
