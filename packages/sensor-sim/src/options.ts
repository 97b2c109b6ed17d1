import {
  DURATION,
  FINITE,
  PROBABILITY,
  requireNumber,
  requireStep,
  wholeBetween,
} from './bounds.ts'
import type { FaultOptions } from './faults.ts'

/** How many sensors one simulator may have; each takes up to 1 KB. */
const MAX_SENSORS = 10_000_000
/** How long a reading may be held back, in steps. */
const MAX_LATE_STEPS = 10_000

/** Settings of a simulation. */
export interface SimulatorOptions {
  /**
   * How many sensors, 1 to 10,000,000. The first eight are the guide's.
   * @default 8
   */
  readonly sensors?: number
  /**
   * Safe integer >= 0 that fixes the noise, the faults and the sensors beyond the eighth.
   * @default 0
   */
  readonly seed?: number
  /**
   * Event time of step 0, in milliseconds since 1970-01-01 UTC.
   * @default 0
   */
  readonly startTimeMs?: number
  /**
   * Time from one step to the next in milliseconds, >= 0.
   * @default 500
   */
  readonly intervalMs?: number
  /** Late, doubled, lost, wild and drifting readings; none by default. */
  readonly faults?: FaultOptions
}

/** Which steps to simulate. */
export interface StepRange {
  /**
   * First step, >= 0.
   * @default 0
   */
  readonly from?: number
  /**
   * Step to stop before.
   * @default without end
   */
  readonly to?: number
}

/** Fills in the defaults and checks every value. */
export function checkOptions(options: SimulatorOptions): Required<SimulatorOptions> {
  const { sensors = 8, seed = 0, startTimeMs = 0, intervalMs = 500, faults = {} } = options
  requireNumber('sensors', sensors, wholeBetween(1, MAX_SENSORS))
  requireNumber('seed', seed, wholeBetween(0, Number.MAX_SAFE_INTEGER))
  requireNumber('startTimeMs', startTimeMs, FINITE)
  requireNumber('intervalMs', intervalMs, DURATION)
  checkFaults(faults)
  return { sensors, seed, startTimeMs, intervalMs, faults }
}

/** Fills in the defaults of a range and checks it. */
export function checkRange({ from = 0, to }: StepRange): { from: number; to: number } {
  requireStep('from', from)
  if (to === undefined) return { from, to: Number.POSITIVE_INFINITY }
  requireStep('to', to, from)
  return { from, to }
}

function checkFaults({ late, duplicates, dropOuts, spikes, drift }: FaultOptions): void {
  const given = { late, duplicates, dropOuts, spikes, drift }
  for (const [name, fault] of Object.entries(given)) {
    if (fault) requireNumber(`faults.${name}.probability`, fault.probability, PROBABILITY)
  }
  if (late) requireNumber('faults.late.maxSteps', late.maxSteps, wholeBetween(1, MAX_LATE_STEPS))
  if (spikes) requireNumber('faults.spikes.size', spikes.size, FINITE)
  if (drift) requireNumber('faults.drift.perStep', drift.perStep, FINITE)
}
