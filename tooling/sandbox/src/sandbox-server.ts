import { join } from 'node:path'
import {
  type MockHopsworks,
  MockHopsworksError,
  startMockHopsworks,
} from '@hops-kafka/mock-hopsworks'
import { Broker } from './broker.ts'
import { configFileText } from './config-file.ts'
import { SandboxError } from './errors.ts'
import { makeFolder, writeFileAtomically } from './files.ts'
import { PROJECT, SENSOR_SCHEMA, SUBJECT, TOPIC } from './guide.ts'
import { type BrokerNames, type Identity, loadOrMintIdentity } from './identity.ts'
import { findJava } from './java.ts'
import {
  allowGroups,
  createProjectTopic,
  type NewTopic,
  prepareGroups,
  withAdmin,
} from './kafka-admin.ts'
import { findKafkaJars } from './kafka-jars.ts'
import { BROKER_FOLDER, CONFIG_FILE } from './layout.ts'
import { writeProjectFiles } from './project-files.ts'

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
}

/** A sandbox in a folder. */
export interface ServerOptions extends SandboxSettings {
  readonly directory: string
  readonly onProgress?: (text: string) => void
  /** Deletes the folder if this process dies. @default false */
  readonly removeOnCrash?: boolean
}

/** What a sandbox server is put together from. */
interface Parts {
  readonly broker: Broker
  readonly mock: MockHopsworks
  readonly identity: Identity
  readonly kafkaVersion: string
}

/** The broker, the REST server and their files, as long as this process lives. */
export class SandboxServer {
  readonly broker: Broker
  readonly mock: MockHopsworks
  readonly configFile: string
  readonly kafkaVersion: string
  readonly #identity: Identity

  private constructor(directory: string, parts: Parts) {
    this.configFile = join(directory, CONFIG_FILE)
    this.broker = parts.broker
    this.mock = parts.mock
    this.kafkaVersion = parts.kafkaVersion
    this.#identity = parts.identity
  }

  /**
   * Starts Kafka and the REST server, and writes config.toml with all that it names. Kafka's data
   * and the certificates of an earlier start in the same folder are used again.
   *
   * @throws {SandboxError} every code but ERR_SANDBOX_SUPERVISOR
   */
  static async start(options: ServerOptions): Promise<SandboxServer> {
    const { directory, brokerNames = 'loopback', onProgress = () => undefined } = options
    await makeFolder(directory)
    const [java, identity] = await Promise.all([
      findJava(),
      loadOrMintIdentity(directory, brokerNames),
    ])
    const version = options.kafkaVersion
    const jars = await findKafkaJars({ onProgress, ...(version === undefined ? {} : { version }) })
    await writeProjectFiles(directory, identity)
    const mock = await startMock(identity, options.restPort ?? 0)
    try {
      onProgress(`starting Apache Kafka ${jars.version}`)
      const broker = await Broker.start({
        folder: join(directory, BROKER_FOLDER),
        runtime: { java, jars },
        certificates: identity.certificates,
        ...(options.removeOnCrash ? { removeOnCrash: directory } : {}),
      })
      const parts = { broker, mock, identity, kafkaVersion: jars.version }
      return await SandboxServer.#complete(directory, parts)
    } catch (error) {
      await mock.close()
      throw error
    }
  }

  static async #complete(directory: string, parts: Parts): Promise<SandboxServer> {
    const server = new SandboxServer(directory, parts)
    const { broker, mock, identity } = parts
    try {
      await server.#setUpTopics()
      const values = { identity, brokerPort: broker.port, restPort: mock.port }
      // Last: who finds config.toml finds everything behind it up.
      await writeFileAtomically(server.configFile, configFileText(values))
      return server
    } catch (error) {
      await broker.kill()
      throw error
    }
  }

  /** Makes a topic that the project's user may write and read. */
  async createTopic(topic: NewTopic): Promise<void> {
    await withAdmin(this.#adminAccess, (admin) => createProjectTopic(admin, topic))
  }

  async #setUpTopics(): Promise<void> {
    await withAdmin(this.#adminAccess, async (admin) => {
      await Promise.all([
        allowGroups(admin),
        createProjectTopic(admin, TOPIC),
        prepareGroups(admin),
      ])
    })
  }

  get #adminAccess() {
    return { broker: this.broker.address, certificates: this.#identity.certificates }
  }
}

async function startMock(identity: Identity, port: number): Promise<MockHopsworks> {
  const { key, chain } = identity.certificates.hopsworks
  try {
    return await startMockHopsworks({
      tls: { key, cert: chain },
      port,
      project: PROJECT,
      apiKey: identity.apiKey,
      subjects: [{ subject: SUBJECT, schema: SENSOR_SCHEMA }],
      topics: [{ ...TOPIC, subject: SUBJECT, version: 1 }],
    })
  } catch (cause) {
    throw new SandboxError('ERR_SANDBOX_PORT_TAKEN', {
      what: `The REST server on port ${port}`,
      because: cause instanceof MockHopsworksError ? cause.because : String(cause),
      fix: 'Choose another by --rest-port (restPort), or end the program that holds it; ports below 1024 may need a privilege.',
      cause,
    })
  }
}
