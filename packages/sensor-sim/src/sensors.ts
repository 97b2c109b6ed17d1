import { type RandomField, STREAM, uniform32 } from './random.ts'

/** The shape of one sensor's signal: trend, season and noise. Steps are the unit of time. */
export interface SensorShape {
  /** Value that the signal swings around at step 0. */
  readonly baseline: number
  /** Trend: change per step. */
  readonly slope: number
  /** Length of a season in steps, above 0. */
  readonly period: number
  /** Height of the season. */
  readonly amplitude: number
  /** Standard deviation of the white noise; 0 for none. */
  readonly noise: number
  /** Steps by which the season is ahead. */
  readonly phase: number
}

/** A sensor with its id: `sensor0`, `sensor1`, … */
export interface Sensor extends SensorShape {
  /** Also the record key in the guide's topic. */
  readonly id: string
}

/** The guide's eight: baseline, slope, period, amplitude, noise, phase. */
const GUIDE_SHAPES = [
  [10, 0.1, 100, 40, 5, 0],
  [10, 0.2, 50, 30, 4, 0],
  [20, -0.1, 100, 50, 6, 20],
  [10, 0.1, 100, 40, 0, 0],
  [30, -0.1, 100, 40, 5, 0],
  [40, 0, 200, 10, 4, 0],
  [0, 0.3, 100, 20, 6, 50],
  [-10, 0.1, 100, 40, 9, 0],
] as const

/** The eight sensors of the Hopsworks guide, the same for every seed. */
export const GUIDE_SENSORS: readonly Sensor[] = GUIDE_SHAPES.map(
  ([baseline, slope, period, amplitude, noise, phase], index) =>
    Object.freeze({ id: `sensor${index}`, baseline, slope, period, amplitude, noise, phase }),
)

/** Sensor `index`: one of the guide's, or from the ninth on one drawn within the guide's ranges. */
export function sensorAt(index: number, random: RandomField): Sensor {
  return GUIDE_SENSORS[index] ?? drawSensor(index, random)
}

function drawSensor(index: number, random: RandomField): Sensor {
  const [a, b, c, d] = random.block(index, 0, STREAM.shape)
  const [e, f] = random.block(index, 0, STREAM.cycle)
  const period = integerBetween(50, 200, e)
  return Object.freeze({
    id: `sensor${index}`,
    baseline: integerBetween(-10, 40, a),
    slope: integerBetween(-30, 30, b) / 100,
    period,
    amplitude: integerBetween(10, 50, c),
    noise: integerBetween(0, 9, d),
    phase: integerBetween(0, period - 1, f),
  })
}

/** An integer from `low` to `high`, both included. */
function integerBetween(low: number, high: number, word: number): number {
  return low + Math.floor(uniform32(word) * (high - low + 1))
}
