import { expect, test } from 'vitest'
import { createSimulator, GUIDE_SENSORS, signalAt } from '../src/index.ts'

const STEPS = 20_000

/** The noise of each of the guide's sensors, in standard deviations. */
function noiseOf(seed: number, sensorIndex: number): number[] {
  const sensor = GUIDE_SENSORS[sensorIndex]
  if (!sensor) throw new Error('a sensor is missing')
  const noise: number[] = []
  for (const reading of createSimulator({ seed }).readings({ to: STEPS })) {
    if (reading.sensor !== sensor.id) continue
    noise.push((reading.value - signalAt(sensor, reading.step)) / sensor.noise)
  }
  return noise
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Share of the variance that repeats after `lag` steps: about 0 for white noise. */
function autocorrelation(values: readonly number[], lag: number): number {
  return mean(values.slice(lag).map((value, index) => value * (values[index] ?? 0)))
}

// Bounds of five standard errors: with the seed fixed the test cannot flicker, and a generator
// that is off by more than that fails.
test.each([0, 1, 5])('the noise of sensor%i is standard normal', (index) => {
  const noise = noiseOf(42, index)
  expect(noise).toHaveLength(STEPS)
  expect(Math.abs(mean(noise))).toBeLessThan(5 / Math.sqrt(STEPS))
  const squares = noise.map((value) => value ** 2)
  expect(Math.abs(mean(squares) - 1)).toBeLessThan(5 * Math.sqrt(2 / STEPS))
  const fourths = noise.map((value) => value ** 4)
  expect(Math.abs(mean(fourths) - 3)).toBeLessThan(5 * Math.sqrt(96 / STEPS))
  const withinOne = noise.filter((value) => Math.abs(value) < 1).length / STEPS
  expect(withinOne).toBeCloseTo(0.6827, 1.5)
})

test('the noise has no period of its own', () => {
  const noise = noiseOf(7, 0)
  for (const lag of [1, 2, 3, 10, 50, 100, 200]) {
    expect(Math.abs(autocorrelation(noise, lag))).toBeLessThan(5 / Math.sqrt(STEPS - lag))
  }
})

test('sensors, seeds and steps have noise of their own', () => {
  const pairs = [
    [noiseOf(1, 0), noiseOf(1, 4)],
    [noiseOf(1, 0), noiseOf(2, 0)],
    [noiseOf(1, 0), noiseOf(2 ** 32 + 1, 0)],
  ] as const
  for (const [one, other] of pairs) {
    const together = mean(one.map((value, index) => value * (other[index] ?? 0)))
    expect(Math.abs(together)).toBeLessThan(5 / Math.sqrt(STEPS))
  }
  const late = createSimulator()
    .readings({ from: 2 ** 32 })
    .next().value
  const early = createSimulator().readings({ from: 0 }).next().value
  const [shape] = GUIDE_SENSORS
  if (!shape) throw new Error('a sensor is missing')
  expect(late.value - signalAt(shape, 2 ** 32)).not.toBeCloseTo(early.value - signalAt(shape, 0), 6)
})

// Computed in Python 3.11 by a second implementation of Philox4x32-10 and Box-Muller, from the same
// counter (step, stream 0, sensor) and key (seed): round(signal + noise * normal, 9).
test('the same seed gives the same numbers, for ever', () => {
  const values = [...createSimulator({ seed: 2021 }).readings({ to: 1 })].map(({ value }) => value)
  expect(values.map((value) => Number(value.toFixed(9)))).toEqual([
    43.95398851, 37.635557065, 35.626291797, 50, 72.431182058, 49.300155539, 0.302787614,
    24.344433465,
  ])
})
