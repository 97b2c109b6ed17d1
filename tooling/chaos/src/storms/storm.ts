import type { Random } from '@hops-kafka/fault-proxy'
import type { ChaosCluster } from '../cluster/chaos-cluster.ts'

/** What a storm has at hand. */
export interface StormContext {
  readonly cluster: ChaosCluster
  readonly random: Random
  /** How many faults there are to be. */
  readonly rounds: number
  /** Aborted when nobody is left to be struck. */
  readonly signal: AbortSignal
}

/** When a fault held, in ms since the epoch; one of a moment ends when it begins. */
export interface FaultWindow {
  readonly fromMs: number
  readonly toMs: number
}

/** A kind of trouble. Ends calm. @returns when each fault held */
export type Storm = (context: StormContext) => Promise<readonly FaultWindow[]>
