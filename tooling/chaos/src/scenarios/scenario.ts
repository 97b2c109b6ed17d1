import type { ChaosCluster } from '../cluster/chaos-cluster.ts'
import type { Table } from '../report/table.ts'

/** What a scenario runs with. */
export interface ScenarioContext extends Effort {
  /** The cluster that scenarios share; started when it is first asked for. */
  readonly cluster: () => Promise<ChaosCluster>
  /** Told how it goes. */
  readonly say: (line: string) => void
}

/** How much of a scenario is run. */
export interface Effort {
  /** 1 is the full size; the gate takes less. */
  readonly size: number
  /** Whether other clients are shown the same trouble. */
  readonly withPeers: boolean
  readonly seed: number
}

/** Where the cluster is at hand, and how much is to be done there. */
export interface StormPlace extends Pick<Effort, 'size' | 'seed'> {
  readonly cluster: ChaosCluster
}

/** What came out. */
export interface Outcome {
  /** Version of the Kafka that it ran on; undefined where it took none. */
  readonly kafkaVersion?: string
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
