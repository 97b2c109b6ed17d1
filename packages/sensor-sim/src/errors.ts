/** What can go wrong, as {@link SensorSimError.code}. */
export const SENSOR_SIM_ERROR_CODES = ['ERR_SIM_INVALID_OPTION', 'ERR_SIM_INVALID_STEP'] as const

/** One of {@link SENSOR_SIM_ERROR_CODES}. */
export type SensorSimErrorCode = (typeof SENSOR_SIM_ERROR_CODES)[number]

/** The three parts of an error's message. */
export interface SensorSimErrorDetails {
  /** What was refused: the option's or argument's name. */
  readonly what: string
  /** Why, with the value that was given. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
}

/** The only error this package throws. */
export class SensorSimError extends Error {
  override readonly name = 'SensorSimError'
  /** Stable code to match on. */
  readonly code: SensorSimErrorCode
  /** What was refused. */
  readonly what: string
  /** Why, with the value that was given. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  /** Always false: the same options fail again. */
  readonly retriable = false

  constructor(code: SensorSimErrorCode, { what, because, fix }: SensorSimErrorDetails) {
    super(`${what}: ${because}. ${fix}`)
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
  }
}
