import type { ChaosCluster } from '../cluster/chaos-cluster.ts'
import type { Begin } from './attempt.ts'

/** What a trial runs with. */
export interface TrialContext {
  readonly cluster: ChaosCluster
  /** Begins to consume with the client on trial. */
  readonly begin: Begin
  /** How often it is tried where chance has a part in it. */
  readonly runs: number
}

/** What came of one client. */
export interface Finding {
  readonly hasDefect: boolean
  /** What was seen, in words. */
  readonly seen: string
}

/** A situation in which KafkaJS does what it should not, for any client to be put into. */
export interface Trial {
  /** Number of the defect in the list that the test's own README gives. */
  readonly id: string
  /** What KafkaJS does, as a sentence without a subject. */
  readonly defect: string
  find(context: TrialContext): Promise<Finding>
}
