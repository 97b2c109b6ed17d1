import { join } from 'node:path'
import { type ClusterSettings, countBrokers } from './cluster-settings.ts'
import { configFileText } from './config-file.ts'
import type {
  Engine,
  EngineName,
  MockPlan,
  RunningBroker,
  RunningBrokers,
  RunningMock,
} from './engine.ts'
import { SandboxError } from './errors.ts'
import { makeFolder, writeFileAtomically } from './files.ts'
import { type BrokerNames, type Identity, loadOrMintIdentity } from './identity.ts'
import {
  createProjectTopic,
  type NewTopic,
  setUpProject,
  usableEverywhere,
  withAdmin,
} from './kafka-admin.ts'
import { CONFIG_FILE } from './layout.ts'
import { openEngine } from './open-engine.ts'
import { LOOPBACK } from './ports.ts'
import { writeProjectFiles } from './project-files.ts'
import { kafkaTopics, mockContent, type Seeds } from './seeds.ts'
import { copiesOf } from './server-properties.ts'

/** How a sandbox differs from the usual one. */
export interface SandboxSettings {
  /**
   * Whom the broker's certificate names: `loopback` names localhost and 127.0.0.1, `none` nobody,
   * as on a Hopsworks cluster. @default 'loopback'
   */
  readonly brokerNames?: BrokerNames
  /** Port of the REST server; 0 takes a free one. @default 0 */
  readonly restPort?: number
  /** Version of Apache Kafka. @default HOPS_KAFKA_KAFKA_VERSION, or else the one in kafka/pom.xml */
  readonly kafkaVersion?: string
  /** What runs the servers. @default HOPS_KAFKA_ENGINE, or else containers where they can be had */
  readonly engine?: EngineName
}

/** A sandbox in a folder. */
export interface ServerOptions extends SandboxSettings, ClusterSettings, Seeds {
  readonly directory: string
  readonly onProgress?: (text: string) => void
  /** Whether nobody will want the data: all goes when the servers stop, or this process dies. @default false */
  readonly disposable?: boolean
}

/** What a sandbox server is put together from. */
interface Parts {
  readonly engine: Engine
  readonly mock: RunningMock
  readonly brokers: RunningBrokers
}

/** The brokers, the REST server and their files, as long as this process lives. */
export class SandboxServer {
  readonly configFile: string
  readonly engine: Engine
  readonly mock: RunningMock
  readonly brokers: RunningBrokers
  readonly #identity: Identity

  private constructor(directory: string, identity: Identity, parts: Parts) {
    this.configFile = join(directory, CONFIG_FILE)
    this.engine = parts.engine
    this.mock = parts.mock
    this.brokers = parts.brokers
    this.#identity = identity
  }

  /**
   * Starts Kafka and the REST server, and writes config.toml with all that it names. Kafka's data
   * and the certificates of an earlier start in the same folder are used again.
   *
   * @throws {SandboxError} every code but ERR_SANDBOX_SUPERVISOR
   */
  static async start(options: ServerOptions): Promise<SandboxServer> {
    const { directory, disposable = false, onProgress = () => undefined, kafkaVersion } = options
    await makeFolder(directory)
    const version = kafkaVersion === undefined ? {} : { kafkaVersion }
    const names = options.brokerNames ?? 'loopback'
    const [engine, usual] = await Promise.all([
      openEngine({ directory, disposable, onProgress, ...version }, options.engine),
      loadOrMintIdentity(directory, names, NETWORK_HOSTS),
    ])
    return await orElse(
      async () => {
        const identity = await namedFor(engine.host, usual, directory)
        await writeProjectFiles(directory, identity)
        const { hopsworks } = identity.certificates
        const content = mockContent(identity, options)
        const plan = { ...content, tls: hopsworks, port: options.restPort ?? 0 }
        const parts = await startParts(engine, plan, async () => {
          onProgress(`starting Apache Kafka ${engine.kafkaVersion}`)
          return await engine.startBrokers(identity.certificates, options)
        })
        const server = new SandboxServer(directory, identity, parts)
        return await orElse(
          () => server.#complete(options),
          () => server.#endServers((broker) => broker.kill()),
        )
      },
      () => engine.close(),
    )
  }

  /** Makes a topic that the project's user may write and read. */
  async createTopic(topic: NewTopic): Promise<void> {
    const { ended, address } = this.brokers[0]
    if (ended !== undefined && this.brokers.length === 1) throw brokerEnded(address, ended)
    const copies = copiesOf(this.brokers.length)
    await withAdmin(this.#adminAccess, (admin) => createProjectTopic(admin, { ...topic, copies }))
    await this.#usableEverywhere([topic.name])
  }

  /** Ends all servers and leaves the data in order for the next start. */
  async stop(): Promise<void> {
    await this.#end((broker) => broker.stop())
  }

  /** Ends all servers in the quickest way; nobody will want the data. */
  async discard(): Promise<void> {
    await this.#end((broker) => broker.discard())
  }

  async #end(how: (broker: RunningBroker) => Promise<void>): Promise<void> {
    await this.#endServers(how)
    await this.engine.close()
  }

  async #endServers(how: (broker: RunningBroker) => Promise<void>): Promise<void> {
    await Promise.all([this.mock.close(), ...this.brokers.map(how)])
  }

  async #complete(options: ServerOptions): Promise<this> {
    const copies = copiesOf(countBrokers(options))
    const topics = kafkaTopics(options).map((topic) => ({ ...topic, copies }))
    await withAdmin(this.#adminAccess, (admin) => setUpProject(admin, topics))
    await this.#usableEverywhere(topics.map(({ name }) => name))
    const { brokers, mock, engine } = this
    const addresses = brokers.length > 1 ? brokers.map(({ address }) => address) : []
    const ports = { brokerPort: brokers[0].port, restPort: mock.port, brokers: addresses }
    const hosts =
      engine.host === LOOPBACK ? {} : { hosts: { broker: engine.host, rest: engine.host } }
    const text = configFileText({ identity: this.#identity, ...ports, ...hosts })
    // Last: who finds config.toml finds everything behind it up.
    await writeFileAtomically(this.configFile, text)
    return this
  }

  async #usableEverywhere(topics: readonly string[]): Promise<void> {
    // One alone has settled it before.
    if (this.brokers.length === 1) return
    const living = this.brokers.filter(({ ended }) => ended === undefined)
    const addresses = living.map(({ directAddress }) => directAddress)
    await usableEverywhere(addresses, this.#identity.certificates, topics)
  }

  get #adminAccess() {
    const brokers = this.brokers.map(({ directAddress }) => directAddress)
    return { brokers, certificates: this.#identity.certificates }
  }
}

/** The names of the servers in a network of containers; on the JVM nobody uses them. */
const NETWORK_HOSTS = ['hopsworks', 'kafka']

/** An identity whose certificates name the host of the servers, too. */
async function namedFor(host: string, usual: Identity, directory: string): Promise<Identity> {
  if (host === LOOPBACK || usual.hosts.includes(host)) return usual
  return await loadOrMintIdentity(directory, usual.brokerNames, [...NETWORK_HOSTS, host])
}

async function startParts(
  engine: Engine,
  plan: MockPlan,
  startBrokers: () => Promise<RunningBrokers>,
): Promise<Parts> {
  const mock = await engine.startMock(plan)
  const brokers = await orElse(startBrokers, () => mock.close())
  return { engine, mock, brokers }
}

function brokerEnded(address: string, because: string): SandboxError {
  return new SandboxError('ERR_SANDBOX_ADMIN', {
    what: `A call of the sandbox's own to the broker ${address}`,
    because,
    fix: 'Start it again by restartBroker(), or start another sandbox; its log tells more.',
  })
}

/** Clears away after a start that failed, and lets its error out. */
async function orElse<T>(start: () => Promise<T>, undo: () => Promise<void>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    await undo()
    throw error
  }
}
