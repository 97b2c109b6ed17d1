/** Codes of {@link DeployError}. */
export const DEPLOY_ERROR_CODES = [
  'ERR_DEPLOY_BUILD',
  'ERR_DEPLOY_NO_COMPOSE',
  'ERR_DEPLOY_NO_ENGINE',
  'ERR_DEPLOY_USAGE',
] as const

/** One of {@link DEPLOY_ERROR_CODES}. */
export type DeployErrorCode = (typeof DEPLOY_ERROR_CODES)[number]

/** The parts of an error's message. */
export interface DeployErrorTexts {
  readonly what: string
  readonly because: string
  readonly fix: string
  readonly cause?: unknown
}

/** What keeps the containers from being built or started: `what: because. fix`. */
export class DeployError extends Error {
  readonly code: DeployErrorCode
  readonly what: string
  readonly because: string
  readonly fix: string

  constructor(code: DeployErrorCode, { what, because, fix, cause }: DeployErrorTexts) {
    super(`${what}: ${because}. ${fix}`, { cause })
    this.name = 'DeployError'
    this.code = code
    this.what = what
    this.because = because
    this.fix = fix
  }
}
