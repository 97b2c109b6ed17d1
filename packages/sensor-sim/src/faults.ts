import { type RandomField, STREAM, uniform32 } from './random.ts'

/** Delays readings, so that they come after readings of later steps. */
export interface LateOptions {
  /** Share of readings held back, 0 to 1. */
  readonly probability: number
  /** Longest delay in steps, 1 to 10,000; each delay from 1 to this is as likely. */
  readonly maxSteps: number
}

/** A fault that strikes readings at random. */
export interface RandomFaultOptions {
  /** Share of readings struck, 0 to 1. */
  readonly probability: number
}

/** Single wild readings. */
export interface SpikeOptions extends RandomFaultOptions {
  /** What a spike adds to the value or, as often, takes away. */
  readonly size: number
}

/** Sensors that lose their calibration. */
export interface DriftOptions {
  /** Share of sensors that drift, 0 to 1. */
  readonly probability: number
  /** What a drifting sensor gains per step, on top of its trend. */
  readonly perStep: number
}

/** What a real stream does to readings. Each fault is off unless its options are given. */
export interface FaultOptions {
  /** Readings that come late and so out of order. */
  readonly late?: LateOptions
  /** Readings that come twice. */
  readonly duplicates?: RandomFaultOptions
  /** Readings that never come. */
  readonly dropOuts?: RandomFaultOptions
  /** Readings far off the signal. */
  readonly spikes?: SpikeOptions
  /** Sensors that wander off for good. */
  readonly drift?: DriftOptions
}

/** What was done to one reading of one sensor. */
export interface Faults {
  /** The reading is not delivered at all. */
  readonly dropped: boolean
  /** The reading is delivered twice. */
  readonly duplicated: boolean
  /** Steps by which it comes late; 0 when in time. */
  readonly lateBy: number
  /** Added to the value by a spike; 0 without. */
  readonly spike: number
  /** Added to the value by drift; 0 without. */
  readonly drift: number
}

/** A reading left alone. */
export const NO_FAULTS: Faults = Object.freeze({
  dropped: false,
  duplicated: false,
  lateBy: 0,
  spike: 0,
  drift: 0,
})

/** Which sensor at which step. */
export interface Moment {
  /** Index of the sensor, from 0. */
  readonly sensor: number
  /** Time step, from 0. */
  readonly step: number
}

/** What strikes a reading. Depends on the seed, the sensor and the step alone. */
export function faultsAt({ sensor, step }: Moment, options: FaultOptions, random: RandomField) {
  const { late, duplicates, dropOuts, spikes, drift } = options
  const [lateWord, delayWord, twiceWord, lostWord] = random.block(sensor, step, STREAM.delivery)
  const dropped = strikes(lostWord, dropOuts?.probability)
  if (dropped) return { ...NO_FAULTS, dropped }
  return {
    dropped,
    duplicated: strikes(twiceWord, duplicates?.probability),
    lateBy: strikes(lateWord, late?.probability) ? delay(delayWord, late) : 0,
    spike: spikes ? spikeAt({ sensor, step }, spikes, random) : 0,
    drift: drift ? driftAt({ sensor, step }, drift, random) : 0,
  } satisfies Faults
}

function strikes(word: number, probability = 0): boolean {
  return uniform32(word) < probability
}

function delay(word: number, late: LateOptions | undefined): number {
  return 1 + Math.floor(uniform32(word) * (late?.maxSteps ?? 0))
}

function spikeAt({ sensor, step }: Moment, options: SpikeOptions, random: RandomField): number {
  const [struck, sign] = random.block(sensor, step, STREAM.spike)
  if (!strikes(struck, options.probability)) return 0
  return uniform32(sign) < 0.5 ? options.size : -options.size
}

function driftAt({ sensor, step }: Moment, options: DriftOptions, random: RandomField): number {
  const [drifts] = random.block(sensor, 0, STREAM.drift)
  return strikes(drifts, options.probability) ? options.perStep * step : 0
}
