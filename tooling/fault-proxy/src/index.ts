export type { Ambush, AmbushKind } from './ambush.ts'
export { CALM, type Conditions } from './conditions.ts'
export type { Counts } from './counts.ts'
export { FAULT_PROXY_ERROR_CODES, FaultProxyError, type FaultProxyErrorCode } from './errors.ts'
export {
  type CutKind,
  type FaultProxy,
  type FaultProxyOptions,
  startFaultProxy,
} from './fault-proxy.ts'
export { type Random, seededRandom } from './random.ts'
