import { describe, expect, it } from 'vitest'
import {
  checkFleet,
  type Excuses,
  type FleetEvidence,
  fleetComplaints,
  type PlacedReading,
} from '../src/checker/check-fleet.ts'

const SENSORS = ['sensor0', 'sensor1']
const STEPS = 3
const NO_EXCUSE: Excuses = { mayBeStoredTwice: () => false, mayBePrintedTwice: () => false }

/** Each sensor on a partition of its own, in order. */
const STORED: readonly PlacedReading[] = SENSORS.flatMap((sensor, partition) =>
  Array.from({ length: STEPS }, (_, step) => ({ sensor, step, partition, offset: step })),
)
const [FIRST, SECOND, THIRD] = STORED as [PlacedReading, PlacedReading, PlacedReading]

function complaints(change: Partial<FleetEvidence>, excuses: Excuses = NO_EXCUSE): string[] {
  const evidence = { sensors: SENSORS, steps: STEPS, stored: STORED, printed: [STORED], ...change }
  return fleetComplaints(checkFleet(evidence, excuses))
}

function at(reading: PlacedReading, offset: number): PlacedReading {
  return { ...reading, offset }
}

describe('checkFleet', () => {
  it('has nothing to say of a fleet that came whole, divided among members in any way', () => {
    expect(complaints({})).toEqual([])
    expect(complaints({ printed: [STORED.slice(4), STORED.slice(0, 4)] })).toEqual([])
  })

  it('sees a reading that is not stored', () => {
    const stored = STORED.filter((reading) => reading !== SECOND)
    expect(complaints({ stored, printed: [stored] })).toEqual(['notStored: 1'])
  })

  it('sees a record that nobody printed', () => {
    expect(complaints({ printed: [STORED.slice(1)] })).toEqual(['notPrinted: 1'])
  })

  it('sees readings stored in another order, and on another partition', () => {
    const [, , , ...rest] = STORED
    const swapped = [FIRST, at(THIRD, 1), at(SECOND, 2), ...rest]
    expect(complaints({ stored: swapped, printed: [swapped] })).toEqual([
      'storedOutOfOrder: 1',
      'printedOutOfOrder: 1',
    ])
    const moved = [FIRST, SECOND, { ...THIRD, partition: 7 }, ...rest]
    expect(complaints({ stored: moved, printed: [moved] })).toContain('storedOutOfOrder: 1')
  })

  it('sees that a member printed a later reading first, but does not compare members', () => {
    const [, , , ...rest] = STORED
    expect(complaints({ printed: [[FIRST, THIRD, SECOND, ...rest]] })).toEqual([
      'printedOutOfOrder: 1',
    ])
    expect(
      complaints({
        printed: [
          [THIRD, ...rest],
          [FIRST, SECOND],
        ],
      }),
    ).toEqual([])
  })

  it('takes a second copy as excused only for the sensors and steps of a killed producer', () => {
    const stored = [...STORED, at(SECOND, 9)]
    const change = { stored, printed: [stored] }
    expect(complaints(change)).toEqual(['storedTwiceUnexcused: 1'])
    const from = (first: number): Excuses => ({
      ...NO_EXCUSE,
      mayBeStoredTwice: (sensor, step) => sensor === 'sensor0' && step >= first,
    })
    expect(complaints(change, from(1))).toEqual([])
    expect(complaints(change, from(2))).toEqual(['storedTwiceUnexcused: 1'])
  })

  it('takes a second print as excused only where a killed consumer had not committed', () => {
    const change = { printed: [STORED, [SECOND]] }
    expect(complaints(change)).toEqual(['printedTwiceUnexcused: 1'])
    const from = (first: number): Excuses => ({
      ...NO_EXCUSE,
      mayBePrintedTwice: (partition, offset) => partition === 0 && offset >= first,
    })
    expect(complaints(change, from(1))).toEqual([])
    expect(complaints(change, from(2))).toEqual(['printedTwiceUnexcused: 1'])
  })

  it('sees what no sensor has read', () => {
    const foreign = { sensor: 'sensor0', step: undefined, partition: 0, offset: 9 }
    const stored = [...STORED, foreign]
    expect(complaints({ stored, printed: [stored] })).toEqual(['foreign: 2'])
  })
})
