import { FaultProxyError } from './errors.ts'

/** The weather on all connections of a proxy, until it is changed. */
export interface Conditions {
  /** Added to each direction, in ms. */
  readonly latencyMs: number
  /** Of each direction of each connection; Infinity is no limit. */
  readonly bytesPerSecond: number
  /** Nothing passes and nothing ends: connections are accepted and stay silent. What was held passes afterwards. */
  readonly blackHole: boolean
  /** Requests pass, answers are held back until it ends. */
  readonly stalledAnswers: boolean
  /** Nobody listens: new connections are refused by the operating system; those that are open stay. */
  readonly refuse: boolean
  /** Each connection is reset at a random age between these two, in ms; undefined: none is. */
  readonly cutAfterMs: readonly [least: number, most: number] | undefined
}

/** No fault at all. */
export const CALM: Conditions = {
  latencyMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  blackHole: false,
  stalledAnswers: false,
  refuse: false,
  cutAfterMs: undefined,
}

/** @throws {FaultProxyError} ERR_FAULT_PROXY_BAD_OPTION */
export function checkConditions({ latencyMs, bytesPerSecond, cutAfterMs }: Conditions): void {
  if (!(latencyMs >= 0 && Number.isFinite(latencyMs)))
    throw bad('latencyMs', latencyMs, '0 or more')
  if (!(bytesPerSecond > 0)) throw bad('bytesPerSecond', bytesPerSecond, 'more than 0')
  if (cutAfterMs === undefined) return
  const [least, most] = cutAfterMs
  if (!(least >= 0 && most >= least && Number.isFinite(most))) {
    throw bad('cutAfterMs', cutAfterMs, 'two times, the shorter one first')
  }
}

function bad(name: string, value: unknown, wanted: string): FaultProxyError {
  return new FaultProxyError('ERR_FAULT_PROXY_BAD_OPTION', {
    what: name,
    because: `it is ${JSON.stringify(value) ?? value}`,
    fix: `Give ${wanted}.`,
  })
}
