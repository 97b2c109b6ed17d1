import { type EngineName, engineHere, type Sandbox, startSandbox } from '@hops-kafka/sandbox'
import { openRealCluster } from './real-cluster.ts'

/** What a suite runs against. */
export interface Cluster extends AsyncDisposable {
  readonly engine: EngineName | 'real'
  readonly configFile: string
  /** `host:port` of the brokers to ask first. */
  readonly brokers: readonly string[]
  /** Makes a topic that the configuration's user may write and read. @param options 1 partition by default */
  createTopic(name: string, options?: { readonly partitions?: number }): Promise<void>
  /** Ends the broker at once; not on a real cluster. */
  killBroker(): Promise<void>
  /** Starts the broker again on the same port and data; not on a real cluster. */
  restartBroker(): Promise<void>
  /** Has the broker answer nothing until {@link resumeBroker}; not on a real cluster. */
  pauseBroker(): Promise<void>
  resumeBroker(): Promise<void>
  /** What the broker has logged since its last start; not on a real cluster. */
  brokerLog(): Promise<string>
  /** Ends what was started, and deletes the topics that were made. */
  stop(): Promise<void>
}

/** Why there is nothing to run against here, to go behind a test's name; empty where there is. */
export const noCluster =
  process.env['HOPS_KAFKA_CONFIG'] || (await engineHere()) !== undefined
    ? ''
    : ' (skipped: no container engine answers and there is no Java)'

/** Why tests that need a broker of their own do not run; empty where they do. */
export const foreignBroker = process.env['HOPS_KAFKA_CONFIG']
  ? ' (skipped: the broker of a real cluster is left alone)'
  : noCluster

/** How a suite wants its cluster; a real one is as it is. */
export interface ClusterWishes {
  /** A cluster that the suite may harm; else it shares one with the others. @default false */
  readonly own?: boolean
  /** Whom the broker's certificate names. @default 'loopback' */
  readonly brokerNames?: 'loopback' | 'none'
}

/** The sandbox of the suites that do no harm to it. It ends with this process, as every sandbox does. */
let shared: Promise<Sandbox> | undefined

/**
 * The cluster of HOPS_KAFKA_CONFIG, a config.toml; without that a sandbox, on the engine that
 * HOPS_KAFKA_ENGINE names or that this machine has. Says which it is.
 */
export async function openCluster(wishes: ClusterWishes = {}): Promise<Cluster> {
  const config = process.env['HOPS_KAFKA_CONFIG']
  if (config) {
    const real = await openRealCluster(config)
    say(`a real cluster (${config})`)
    return real
  }
  const { own = false, ...settings } = wishes
  if (own || settings.brokerNames !== undefined) return told(await startSandbox(settings))
  shared ??= startSandbox()
  const stop = (): Promise<void> => Promise.resolve()
  return told({ ...(await shared), stop, [Symbol.asyncDispose]: stop })
}

function told<C extends Sandbox>(sandbox: C): C {
  say(`a sandbox on the ${sandbox.engine} engine (Apache Kafka ${sandbox.kafkaVersion})`)
  return sandbox
}

function say(text: string): void {
  process.stdout.write(`cluster: ${text}\n`)
}
