/** What can be wrong with a proxy. */
export const FAULT_PROXY_ERROR_CODES = [
  'ERR_FAULT_PROXY_BAD_OPTION',
  'ERR_FAULT_PROXY_PORT_TAKEN',
] as const

/** One of {@link FAULT_PROXY_ERROR_CODES}. */
export type FaultProxyErrorCode = (typeof FAULT_PROXY_ERROR_CODES)[number]

/** The texts of which a message is made, and whether to try again. */
export interface FaultProxyErrorTexts {
  readonly what: string
  readonly because: string
  readonly fix: string
  /** @default false */
  readonly retriable?: boolean
  readonly cause?: unknown
}

/** The one error of this package. */
export class FaultProxyError extends Error {
  readonly code: FaultProxyErrorCode
  readonly retriable: boolean

  constructor(code: FaultProxyErrorCode, texts: FaultProxyErrorTexts) {
    const { what, because, fix, retriable = false, cause } = texts
    super(`${what}: ${because}. ${fix}`, cause === undefined ? undefined : { cause })
    this.name = 'FaultProxyError'
    this.code = code
    this.retriable = retriable
  }
}
