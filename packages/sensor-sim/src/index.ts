export {
  SENSOR_SIM_ERROR_CODES,
  SensorSimError,
  type SensorSimErrorCode,
  type SensorSimErrorDetails,
} from './errors.ts'
export type {
  DriftOptions,
  FaultOptions,
  Faults,
  LateOptions,
  RandomFaultOptions,
  SpikeOptions,
} from './faults.ts'
export type { SimulatorOptions, StepRange } from './options.ts'
export type { Injected, InjectedCounts, Reading, Readings } from './readings.ts'
export { GUIDE_SENSORS, type Sensor, type SensorShape } from './sensors.ts'
export { signalAt } from './signal.ts'
export { createSimulator, type Simulator } from './simulator.ts'
