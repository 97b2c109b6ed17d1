import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterSettings } from './cluster-settings.ts'
import type { EngineName, RunningBroker } from './engine.ts'
import { SandboxError } from './errors.ts'
import { writing } from './files.ts'
import type { SandboxServer, SandboxSettings } from './sandbox-server.ts'
import type { Seeds } from './seeds.ts'

/** How to start a disposable sandbox. */
export interface StartSandboxOptions extends SandboxSettings, ClusterSettings, Seeds {
  /** Called with one line of words at each step of a start. */
  readonly onProgress?: (text: string) => void
}

/** A sandbox of one's own, in a temporary folder. */
export interface Sandbox extends AsyncDisposable {
  /** What runs it. */
  readonly engine: EngineName
  /** The version of Apache Kafka that runs. */
  readonly kafkaVersion: string
  readonly directory: string
  /** config.toml in {@link directory}. */
  readonly configFile: string
  /** `host:port` of each broker, as clients are told. */
  readonly brokers: readonly string[]
  /** `host:port` of each broker, past whatever stands in front of it. */
  readonly directBrokers: readonly string[]
  /** Where the REST server answers: `https://host:port/hopsworks-api/api`. */
  readonly mock: { readonly url: string }
  /** Makes a topic that the project's user may write and read. @param options 1 partition by default */
  createTopic(name: string, options?: { readonly partitions?: number }): Promise<void>
  /** Ends a broker at once, as a power cut would. @param id 1 by default */
  killBroker(id?: number): Promise<void>
  /** Starts a broker again on the same port and data; kills it first if it runs. @param id 1 by default */
  restartBroker(id?: number): Promise<void>
  /** Stops a broker's time: its connections stay open and get no answer. @param id 1 by default */
  pauseBroker(id?: number): Promise<void>
  /** Lets a paused broker go on. @param id 1 by default */
  resumeBroker(id?: number): Promise<void>
  /** What a broker has logged since its last start. @param id 1 by default */
  brokerLog(id?: number): Promise<string>
  /** Ends everything and deletes the folder; may be called twice. */
  stop(): Promise<void>
}

/**
 * Starts a real Kafka and a REST server that answers as Hopsworks does, with certificates and a
 * config.toml of their own. Several may run at once. Nothing is left when this process dies.
 *
 * @throws {SandboxError} when Java, the jars, the disk or a port are missing, or the broker dies
 */
export async function startSandbox(options: StartSandboxOptions = {}): Promise<Sandbox> {
  const parent = tmpdir()
  const directory = await writing(parent, () => mkdtemp(join(parent, 'hops-kafka-sandbox-')))
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true })
  try {
    // Here, since who only joins a sandbox should not load Kafka's client and X.509.
    const { SandboxServer } = await import('./sandbox-server.ts')
    const server = await SandboxServer.start({ ...options, directory, disposable: true })
    return disposable(server, directory, remove)
  } catch (error) {
    await remove()
    throw error
  }
}

function disposable(
  server: SandboxServer,
  directory: string,
  remove: () => Promise<void>,
): Sandbox {
  const { brokers, mock, configFile } = server
  const broker = (id = 1): RunningBroker => brokerOf(brokers, id)
  let stopping: Promise<void> | undefined
  const stopOnce = async (): Promise<void> => {
    await server.discard()
    await remove()
  }
  const stop = (): Promise<void> => {
    stopping ??= stopOnce()
    return stopping
  }
  return {
    engine: server.engine.name,
    kafkaVersion: server.engine.kafkaVersion,
    directory,
    configFile,
    brokers: brokers.map(({ address }) => address),
    directBrokers: brokers.map(({ directAddress }) => directAddress),
    mock,
    createTopic: (name, { partitions = 1 } = {}) => server.createTopic({ name, partitions }),
    killBroker: async (id) => broker(id).kill(),
    restartBroker: async (id) => broker(id).restart(),
    pauseBroker: async (id) => broker(id).pause(),
    resumeBroker: async (id) => broker(id).resume(),
    brokerLog: async (id) => broker(id).log(),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function brokerOf(brokers: readonly RunningBroker[], id: number): RunningBroker {
  const broker = brokers[id - 1]
  if (broker !== undefined) return broker
  throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
    what: 'The id of a broker',
    because: `it is ${id}`,
    fix: `Give one from 1 to ${brokers.length}.`,
  })
}
