import type { ChaosCluster } from '../cluster/chaos-cluster.ts'
import type { Table } from '../report/table.ts'

/** What a scenario runs with. */
export interface ScenarioContext {
  readonly cluster: ChaosCluster
  /** 1 is the full size; the gate takes less. */
  readonly size: number
  /** Whether other clients are shown the same trouble. */
  readonly withPeers: boolean
  readonly seed: number
  /** Told how it goes. */
  readonly say: (line: string) => void
}

/** What came out. */
export interface Outcome {
  readonly table: Table
  /** What our own client did not do as promised; empty is good. */
  readonly complaints: readonly string[]
}

/** Trouble of one kind, with what has to come out of it. */
export interface Scenario {
  /** One sentence. */
  readonly about: string
  run(context: ScenarioContext): Promise<Outcome>
}
