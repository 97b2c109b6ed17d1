import { expect, test } from 'vitest'
import { createSimulator, type FaultOptions, type Reading, type Simulator } from '../src/index.ts'

const STEPS = 2000
const SENSORS = 10
const READINGS = STEPS * SENSORS

function simulate(faults: FaultOptions): { simulator: Simulator; readings: Reading[] } {
  const simulator = createSimulator({ seed: 5, sensors: SENSORS, faults })
  return { simulator, readings: [...simulator.readings({ to: STEPS })] }
}

const plain = new Map(simulate({}).readings.map((reading) => [nameOf(reading), reading.value]))

function nameOf({ sensor, step }: Reading): string {
  return `${sensor}@${step}`
}

function marked(readings: readonly Reading[], mark: Reading['injected'][number]): Reading[] {
  return readings.filter(({ injected }) => injected.includes(mark))
}

/** A share of 20,000 readings, within five standard errors. */
function expectShare(count: number, probability: number): void {
  const error = Math.sqrt((probability * (1 - probability)) / READINGS)
  expect(Math.abs(count / READINGS - probability)).toBeLessThan(5 * error)
}

test('drop-outs are missing, and nothing else is', () => {
  const { simulator, readings } = simulate({ dropOuts: { probability: 0.05 } })
  const come = new Set(readings.map(nameOf))
  let dropped = 0
  for (let step = 0; step < STEPS; step++) {
    for (let sensor = 0; sensor < SENSORS; sensor++) {
      const faults = simulator.faultsAt(sensor, step)
      expect(come.has(`sensor${sensor}@${step}`)).toBe(!faults.dropped)
      if (faults.dropped) dropped++
    }
  }
  expect(readings).toHaveLength(READINGS - dropped)
  expectShare(dropped, 0.05)
})

test('duplicates follow their original and are counted', () => {
  const { simulator } = simulate({})
  const iterator = createSimulator({
    seed: 5,
    sensors: simulator.sensors.length,
    faults: { duplicates: { probability: 0.1 } },
  }).readings({ to: STEPS })
  const readings = [...iterator]
  const copies = readings.flatMap((reading, index) =>
    reading.injected.includes('duplicate') ? [{ reading, original: readings[index - 1] }] : [],
  )
  for (const { reading, original } of copies) {
    expect({ ...reading, injected: [] }).toEqual(original)
  }
  expect(iterator.injected.duplicate).toBe(copies.length)
  expect(readings).toHaveLength(READINGS + copies.length)
  expectShare(copies.length, 0.1)
})

test('late readings come out of order, within the bound, and none is lost but those under way', () => {
  const maxSteps = 9
  const simulator = createSimulator({
    seed: 5,
    sensors: SENSORS,
    faults: { late: { probability: 0.1, maxSteps } },
  })
  const iterator = simulator.readings({ to: STEPS })
  const seen: Reading[] = []
  let newest = 0
  let mostHeld = 0
  for (const reading of iterator) {
    seen.push(reading)
    newest = Math.max(newest, reading.step)
    mostHeld = Math.max(mostHeld, iterator.heldBack)
    const { lateBy } = simulator.faultsAt(Number(reading.sensor.slice(6)), reading.step)
    expect(newest - reading.step).toBe(lateBy)
    expect(reading.injected.includes('late')).toBe(lateBy > 0)
    expect(reading.value).toBe(plain.get(nameOf(reading)))
  }
  expect(new Set(seen.map(nameOf)).size).toBe(seen.length)
  expect(seen.length + iterator.heldBack).toBe(READINGS)
  expect(mostHeld).toBeLessThanOrEqual(SENSORS * maxSteps)
  expect(iterator.injected.late).toBe(marked(seen, 'late').length)
  expectShare(iterator.injected.late + iterator.heldBack, 0.1)
})

test('spikes add or take away their size', () => {
  const { readings } = simulate({ spikes: { probability: 0.02, size: 500 } })
  const spikes = marked(readings, 'spike')
  expectShare(spikes.length, 0.02)
  const sides = new Set<number>()
  for (const reading of readings) {
    const off = reading.value - (plain.get(nameOf(reading)) ?? Number.NaN)
    expect(Math.abs(off)).toBeCloseTo(spikes.includes(reading) ? 500 : 0, 6)
    sides.add(Math.sign(Math.round(off)))
  }
  expect([...sides].sort()).toEqual([-1, 0, 1])
})

test('drifting sensors wander off with the steps, the others do not', () => {
  const { readings } = simulate({ drift: { probability: 0.4, perStep: 0.5 } })
  const drifting = new Set(marked(readings, 'drift').map(({ sensor }) => sensor))
  expect(drifting.size).toBeGreaterThan(0)
  expect(drifting.size).toBeLessThan(SENSORS)
  for (const reading of readings) {
    const off = reading.value - (plain.get(nameOf(reading)) ?? Number.NaN)
    expect(off).toBeCloseTo(drifting.has(reading.sensor) ? 0.5 * reading.step : 0, 6)
  }
})

test('one fault does not move another', () => {
  const alone = simulate({ spikes: { probability: 0.1, size: 9 } }).readings
  const together = simulate({
    spikes: { probability: 0.1, size: 9 },
    duplicates: { probability: 0.3 },
    drift: { probability: 1, perStep: 1 },
  }).readings
  const once = together.filter(({ injected }) => !injected.includes('duplicate'))
  expect(marked(once, 'spike').map(nameOf)).toEqual(marked(alone, 'spike').map(nameOf))
})

test('counts are what a checker counts', () => {
  const iterator = createSimulator({
    seed: 8,
    sensors: SENSORS,
    faults: {
      late: { probability: 0.2, maxSteps: 5 },
      duplicates: { probability: 0.2 },
      dropOuts: { probability: 0.2 },
      spikes: { probability: 0.2, size: 1 },
      drift: { probability: 0.5, perStep: 1 },
    },
  }).readings({ to: STEPS })
  const readings = [...iterator]
  const originals = readings.filter(({ injected }) => !injected.includes('duplicate'))
  const { late, duplicate, spike, drift, dropOut } = iterator.injected
  expect({ late, spike, drift }).toEqual({
    late: marked(originals, 'late').length,
    spike: marked(originals, 'spike').length,
    drift: marked(originals, 'drift').length,
  })
  expect(duplicate).toBe(readings.length - originals.length)
  expect(originals.length + dropOut + iterator.heldBack).toBe(READINGS)
})
