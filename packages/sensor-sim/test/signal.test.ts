import { expect, test } from 'vitest'
import { createSimulator, GUIDE_SENSORS, signalAt } from '../src/index.ts'

// Computed by Python 3.11, S being the guide's eight (baseline, slope, period, amplitude, noise, phase):
//   season = lambda s: math.cos(2 * math.pi * s) if s < 0.4 else math.exp(-3 * s)
//   [[b + k*t + a * season(((t + f) % p) / p) for b, k, p, a, n, f in S] for t in steps]
const PYTHON: readonly (readonly [step: number, values: readonly number[]])[] = [
  [0, [50.0, 40.0, 35.45084971874737, 50.0, 70.0, 50.0, 4.462603202968596, 30.0]],
  [
    1,
    [
      50.021069137130866, 39.963441039434336, 32.33449435824275, 50.021069137130866,
      69.82106913713086, 49.995065603657316, 4.6307133463201415, 30.021069137130866,
    ],
  ],
  [
    39,
    [
      -16.920529711031563, 20.689829146914793, 24.616649441270475, -16.920529711031563,
      -4.720529711031563, 43.38737920245291, 13.08504450618692, -36.92052971103156,
    ],
  ],
  [
    40,
    [
      26.04776847648808, 20.721538598682375, 24.264944411079327, 26.04776847648808,
      38.04776847648808, 43.09016994374947, 13.344110254794995, 6.047768476488081,
    ],
  ],
  [
    99,
    [
      21.952132413276765, 31.385971862150512, 28.506227634233902, 21.952132413276765,
      22.152132413276767, 42.26502340676469, 34.298509703734474, 1.952132413276766,
    ],
  ],
  [
    1234,
    [
      111.96692820084013, 260.70086132635276, -93.50506504581928, 111.96692820084013,
      -114.83307179915988, 44.81753674101715, 371.8091921349906, 91.96692820084013,
    ],
  ],
  [
    1000003,
    [
      100049.59149002915, 200038.49329457665, -99974.0333383218, 100049.59149002915,
      -99931.00850997085, 49.9556196460308, 300004.97851223464, 100029.59149002915,
    ],
  ],
]

/** cos and exp may differ in their last bit from one C library to the next. */
function expectSameDigits(actual: number | undefined, expected: number | undefined) {
  if (actual === undefined || expected === undefined) throw new Error('a sensor is missing')
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-15 * Math.max(64, Math.abs(expected)))
}

test.each(PYTHON)("step %i is Python's", (step, values) => {
  expect(values).toHaveLength(8)
  GUIDE_SENSORS.forEach((sensor, index) => {
    expectSameDigits(signalAt(sensor, step), values[index])
  })
})

test('the sensor without noise reads its signal whatever the seed', () => {
  for (const seed of [0, 1, 987_654_321]) {
    for (const reading of createSimulator({ seed }).readings({ to: 150 })) {
      const [, values] = PYTHON.find(([step]) => step === reading.step) ?? []
      if (reading.sensor === 'sensor3' && values) expectSameDigits(reading.value, values[3])
    }
  }
})

test('a season repeats: after one period only the trend has moved on', () => {
  for (const sensor of GUIDE_SENSORS) {
    for (let step = 0; step < 2 * sensor.period; step++) {
      const gained = signalAt(sensor, step + sensor.period) - signalAt(sensor, step)
      expect(gained).toBeCloseTo(sensor.slope * sensor.period, 9)
    }
  }
})

test('a negative phase shifts as the same phase within the period', () => {
  const [shape] = GUIDE_SENSORS
  if (!shape) throw new Error('a sensor is missing')
  expect(signalAt({ ...shape, phase: -30 }, 7)).toBe(signalAt({ ...shape, phase: 70 }, 7))
})
