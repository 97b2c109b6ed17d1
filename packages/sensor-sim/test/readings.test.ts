import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSimulator, type FaultOptions, GUIDE_SENSORS, type Reading } from '../src/index.ts'

const EVERY_FAULT: FaultOptions = {
  late: { probability: 0.2, maxSteps: 7 },
  duplicates: { probability: 0.1 },
  dropOuts: { probability: 0.1 },
  spikes: { probability: 0.1, size: 100 },
  drift: { probability: 0.5, perStep: 0.01 },
}

const anySeed = fc.nat({ max: Number.MAX_SAFE_INTEGER })

test('readings come step by step, at each step sensor by sensor', () => {
  const readings = [...createSimulator({ sensors: 3 }).readings({ from: 5, to: 7 })]
  expect(readings.map(({ sensor, step }) => `${sensor}@${step}`)).toEqual(
    [5, 6].flatMap((step) => [0, 1, 2].map((sensor) => `sensor${sensor}@${step}`)),
  )
  expect(readings.every(({ injected }) => injected.length === 0)).toBe(true)
})

test('without an end it goes on', () => {
  const readings = createSimulator({ sensors: 1 }).readings({ from: 10_000_000 })
  for (let index = 0; index < 1000; index++) {
    expect(readings.next()).toMatchObject({ done: false, value: { step: 10_000_000 + index } })
  }
})

test('an empty range is empty', () => {
  expect([...createSimulator().readings({ from: 9, to: 9 })]).toEqual([])
})

test('resuming at a step gives what an uninterrupted run gives from there on', () => {
  const faults = fc.constantFrom<FaultOptions>({}, EVERY_FAULT)
  const range = fc.record({
    seed: anySeed,
    start: fc.nat(50),
    before: fc.nat(60),
    after: fc.nat(60),
  })
  fc.assert(
    fc.property(range, faults, ({ seed, start, before, after }, faults) => {
      const simulator = createSimulator({ seed, sensors: 11, faults })
      const stop = start + before
      const whole = [...simulator.readings({ from: start, to: stop + after })]
      const resumed = [
        ...simulator.readings({ from: start, to: stop }),
        ...createSimulator({ seed, sensors: 11, faults }).readings({
          from: stop,
          to: stop + after,
        }),
      ]
      expect(resumed).toEqual(whole)
    }),
    { numRuns: 60 },
  )
})

test('a far step costs no more than a near one', () => {
  const simulator = createSimulator({ faults: EVERY_FAULT })
  const far = simulator.readings({ from: Number.MAX_SAFE_INTEGER - 100 })
  expect(far.next()).toMatchObject({ done: false })
})

test('the first eight sensors are the guide’s whatever the seed, the others follow from it', () => {
  const [one, again, other] = [1, 1, 2].map(
    (seed) => createSimulator({ seed, sensors: 40 }).sensors,
  )
  expect(one?.slice(0, 8)).toEqual(GUIDE_SENSORS)
  expect(other?.slice(0, 8)).toEqual(GUIDE_SENSORS)
  expect(one).toEqual(again)
  expect(one?.slice(8)).not.toEqual(other?.slice(8))
  expect(one?.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, i) => `sensor${i}`))
  for (const { period, noise, phase } of one ?? []) {
    expect(period).toBeGreaterThanOrEqual(50)
    expect(phase).toBeLessThan(period)
    expect(noise).toBeGreaterThanOrEqual(0)
  }
})

test('more sensors do not change the readings of the first', () => {
  const valuesOf = (sensors: number): Reading[] =>
    [...createSimulator({ sensors, seed: 3 }).readings({ to: 20 })].filter(
      ({ sensor }) => Number(sensor.slice('sensor'.length)) < 10,
    )
  expect(valuesOf(10)).toEqual(valuesOf(100))
})

test('a step maps to event time', () => {
  const simulator = createSimulator({ startTimeMs: 1_700_000_000_000, intervalMs: 250 })
  expect(simulator.eventTimeMs(0)).toBe(1_700_000_000_000)
  expect(simulator.eventTimeMs(8)).toBe(1_700_000_002_000)
})
