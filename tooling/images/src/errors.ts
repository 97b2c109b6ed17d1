/** What can keep the images from being built. */
export const IMAGES_ERROR_CODES = [
  'ERR_IMAGES_BUILD',
  'ERR_IMAGES_DISK_FULL',
  'ERR_IMAGES_DOWNLOAD',
  'ERR_IMAGES_NOT_ROOT',
  'ERR_IMAGES_NO_DEBOOTSTRAP',
  'ERR_IMAGES_NO_ENGINE',
] as const

/** One of {@link IMAGES_ERROR_CODES}. */
export type ImagesErrorCode = (typeof IMAGES_ERROR_CODES)[number]

/** The three short texts of which a message is made. */
export interface ImagesErrorTexts {
  /** What failed, with the name of the input. */
  readonly what: string
  /** Why, with the actual value. */
  readonly because: string
  /** What to do about it. */
  readonly fix: string
  /** True if the same call may succeed later. @default false */
  readonly retriable?: boolean
  readonly cause?: unknown
}

/** The one error of this package. */
export class ImagesError extends Error {
  readonly code: ImagesErrorCode
  readonly what: string
  readonly because: string
  readonly fix: string
  readonly retriable: boolean

  constructor(code: ImagesErrorCode, texts: ImagesErrorTexts) {
    const { what, because, fix, retriable = false, cause } = texts
    super(`${what}: ${because}. ${fix}`, cause === undefined ? undefined : { cause })
    this.name = 'ImagesError'
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
    this.retriable = retriable
  }
}
