/** What can keep the mock from starting, or a schema from being stored. */
export const MOCK_HOPSWORKS_ERROR_CODES = [
  'ERR_MOCK_HOPSWORKS_BAD_OPTIONS',
  'ERR_MOCK_HOPSWORKS_BAD_SCHEMA',
  'ERR_MOCK_HOPSWORKS_LISTEN',
] as const

/** One of {@link MOCK_HOPSWORKS_ERROR_CODES}. */
export type MockHopsworksErrorCode = (typeof MOCK_HOPSWORKS_ERROR_CODES)[number]

/** The three short texts of which a message is made. */
export interface MockHopsworksErrorTexts {
  /** What failed, with the name of the input. */
  readonly what: string
  /** Why, with the actual value. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  readonly cause?: unknown
}

/** The one error of this package. */
export class MockHopsworksError extends Error {
  readonly code: MockHopsworksErrorCode
  readonly what: string
  readonly because: string
  readonly fix: string
  readonly retriable = false

  constructor(code: MockHopsworksErrorCode, texts: MockHopsworksErrorTexts) {
    const { what, because, fix, cause } = texts
    super(`${what}: ${because}. ${fix}`, cause === undefined ? undefined : { cause })
    this.name = 'MockHopsworksError'
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
  }
}

/** The error for an option that cannot be used. */
export function badOption(
  what: string,
  texts: Omit<MockHopsworksErrorTexts, 'what'>,
): MockHopsworksError {
  return new MockHopsworksError('ERR_MOCK_HOPSWORKS_BAD_OPTIONS', { what, ...texts })
}
