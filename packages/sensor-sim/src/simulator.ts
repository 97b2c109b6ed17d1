import { requireNumber, requireStep, wholeBetween } from './bounds.ts'
import { type Faults, faultsAt, NO_FAULTS } from './faults.ts'
import { checkOptions, checkRange, type SimulatorOptions, type StepRange } from './options.ts'
import { RandomField } from './random.ts'
import { marksOf, ReadingIterator, type ReadingSource, type Readings } from './readings.ts'
import { type Sensor, sensorAt } from './sensors.ts'
import { signalAt } from './signal.ts'

/** A fleet of sensors whose every reading follows from the options alone. */
export interface Simulator {
  /** The sensors, the guide's eight first. */
  readonly sensors: readonly Sensor[]
  /**
   * Readings in order of delivery: step by step, at each step sensor by sensor, then late ones.
   * `readings({ from: t })` gives what an uninterrupted run gives from step t on.
   * @throws {@link SensorSimError} ERR_SIM_INVALID_STEP
   */
  readings(range?: StepRange): Readings
  /**
   * What `faults` does to sensor `sensor` (its index) at `step`, so that a checker can know what
   * to expect without running the simulation.
   * @throws {@link SensorSimError} ERR_SIM_INVALID_OPTION, ERR_SIM_INVALID_STEP
   */
  faultsAt(sensor: number, step: number): Faults
  /** Event time of a step: `startTimeMs + step * intervalMs`, in milliseconds since 1970. */
  eventTimeMs(step: number): number
}

/**
 * Makes a simulator. Two with the same options give the same readings, on every platform whose
 * `Math.cos`, `Math.exp` and `Math.log` agree.
 * @throws {@link SensorSimError} ERR_SIM_INVALID_OPTION
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { sensors: count, seed, startTimeMs, intervalMs, faults } = checkOptions(options)
  const random = new RandomField(seed)
  const sensors = Array.from({ length: count }, (_, index) => sensorAt(index, random))
  const source: ReadingSource = {
    sensorCount: count,
    maxLateSteps: faults.late?.maxSteps ?? 0,
    hasFaults: Object.values(faults).some((fault) => fault !== undefined),
    faultsAt: (sensor, step) => faultsAt({ sensor, step }, faults, random),
    read(index, step, struck) {
      // The iterator counts within the sensors; the check is for the compiler.
      const sensor = sensors[index] ?? sensorAt(index, random)
      const noise = sensor.noise === 0 ? 0 : sensor.noise * random.normal(index, step)
      const value = signalAt(sensor, step) + noise + struck.spike + struck.drift
      return { sensor: sensor.id, step, value, injected: marksOf(struck) }
    },
  }
  return {
    sensors,
    readings: (range = {}) => new ReadingIterator(source, checkRange(range)),
    faultsAt(sensor, step) {
      requireNumber('sensor', sensor, wholeBetween(0, count - 1))
      requireStep('step', step)
      return source.hasFaults ? source.faultsAt(sensor, step) : NO_FAULTS
    },
    eventTimeMs: (step) => startTimeMs + step * intervalMs,
  }
}
