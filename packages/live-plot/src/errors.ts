/** What can go wrong, as {@link LivePlotError.code}. */
export const LIVE_PLOT_ERROR_CODES = [
  'ERR_PLOT_BAD_ARGUMENT',
  'ERR_PLOT_BAD_OPTION',
  'ERR_PLOT_CLOSED',
  'ERR_PLOT_LISTEN',
  'ERR_PLOT_NO_PAGE',
  'ERR_PLOT_TOKEN_NEEDED',
] as const

/** One of {@link LIVE_PLOT_ERROR_CODES}. */
export type LivePlotErrorCode = (typeof LIVE_PLOT_ERROR_CODES)[number]

/** The three short texts of which a message is made. */
export interface LivePlotErrorTexts {
  /** What failed, with the name of the input. */
  readonly what: string
  /** Why, with the actual value. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  /**
   * True if the same call may succeed later.
   * @default false
   */
  readonly retriable?: boolean
  /** The error below, if there is one. */
  readonly cause?: unknown
}

/** The only error this package throws. */
export class LivePlotError extends Error {
  override readonly name = 'LivePlotError'
  /** Stable code to match on. */
  readonly code: LivePlotErrorCode
  /** What failed. */
  readonly what: string
  /** Why. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  /** True if the same call may succeed later. */
  readonly retriable: boolean

  constructor(code: LivePlotErrorCode, texts: LivePlotErrorTexts) {
    const { what, because, fix, retriable = false, cause } = texts
    super(`${what}: ${because}. ${fix}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
    this.retriable = retriable
  }
}
