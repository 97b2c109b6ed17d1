import type { SensorShape } from './sensors.ts'

/** Where in a season the cosine gives way to the decay. */
const DECAY_START = 0.4

/**
 * The signal without noise: `baseline + slope*step + amplitude*season(s)`, where `s` in [0, 1) is
 * the part of the season that has passed. Same formula and order of operations as the guide's
 * Python; the last digit is that of the platform's `cos` and `exp`.
 */
export function signalAt(shape: SensorShape, step: number): number {
  const passed = floorModulo(step + shape.phase, shape.period) / shape.period
  return shape.baseline + shape.slope * step + shape.amplitude * season(passed)
}

function season(passed: number): number {
  return passed < DECAY_START ? Math.cos(2 * Math.PI * passed) : Math.exp(-3 * passed)
}

/** The remainder with the divisor's sign, as Python's `%`. */
function floorModulo(value: number, divisor: number): number {
  const remainder = value % divisor
  return remainder < 0 ? remainder + divisor : remainder
}
