import { type ChaosCluster, type ChaosClusterOptions, openChaosCluster } from './chaos-cluster.ts'

/** A cluster that is started when it is first wanted: some scenarios have servers of their own, or none. */
export class ClusterOnDemand implements AsyncDisposable {
  readonly #options: ChaosClusterOptions
  #opening: Promise<ChaosCluster> | undefined

  constructor(options: ChaosClusterOptions) {
    this.#options = options
  }

  open(): Promise<ChaosCluster> {
    this.#opening ??= openChaosCluster(this.#options)
    return this.#opening
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const cluster = await this.#opening?.catch(() => undefined)
    await cluster?.[Symbol.asyncDispose]()
  }
}
