import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type ClusterSettings, refuseSpecialBrokers } from '../cluster-settings.ts'
import type {
  BrokerCertificates,
  Engine,
  EnginePlan,
  MockPlan,
  RunningBroker,
  RunningBrokers,
  RunningMock,
} from '../engine.ts'
import { SandboxError } from '../errors.ts'
import { makeOwnFolder } from '../files.ts'
import { chooseKafkaVersion } from '../kafka-version.ts'
import { BROKER_FOLDER, MOCK_LOG } from '../layout.ts'
import { freePorts, LOOPBACK } from '../ports.ts'
import { ContainerBroker, waitUntilUp } from './container-broker.ts'
import { guardContainers } from './container-guard.ts'
import { type DataVolume, prepareVolume } from './data-volume.ts'
import type { EngineApi } from './engine-api.ts'
import { engineFault } from './engine-faults.ts'
import { engineHost } from './engine-host.ts'
import { imageNames } from './image-names.ts'
import { findImage, type ImageSearch } from './images.ts'
import { KAFKA, KafkaContainer, PUBLISHED_PORT } from './kafka-container.ts'
import { LABEL, type Labels } from './labels.ts'
import { removeEarlier, removeSandbox, sweep } from './left-behind.ts'
import { HOPSWORKS, startMockContainer } from './mock-container.ts'
import { mockImage } from './mock-image.ts'
import { ownerText, thisOwner } from './owner.ts'
import { settleReaper } from './reaper.ts'
import { type ContainerPlace, readyWhen } from './sandbox-container.ts'

/** Others may take a port between our look and the engine's. */
const PORT_TRIES = 5

/** What an engine is opened with. */
export interface ContainerEngineOptions {
  readonly api: EngineApi
  /** A pull of an image that takes longer is given up. */
  readonly pullMs: number
}

/** What an open engine has at hand. */
interface Parts {
  readonly api: EngineApi
  readonly plan: EnginePlan
  readonly kafkaVersion: string
  readonly images: { readonly kafka: string; readonly mock: string }
  readonly host: string
  readonly sandbox: string
  readonly labels: Labels
  readonly release: () => void
}

/** Kafka and the REST server as containers on a network of their own, by testcontainers. */
export class ContainerEngine implements Engine {
  readonly name = 'container'
  readonly #parts: Parts

  private constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @throws {SandboxError} ERR_SANDBOX_ENGINE, ERR_SANDBOX_NO_ENGINE, ERR_SANDBOX_NO_IMAGE */
  static async open(plan: EnginePlan, options: ContainerEngineOptions): Promise<ContainerEngine> {
    const { api, pullMs } = options
    const { directory, disposable, onProgress } = plan
    const kafkaVersion = await chooseKafkaVersion(plan.kafkaVersion)
    return await inEngine('The container engine', async () => {
      const images = await findImages({ api, onProgress, pullMs }, kafkaVersion)
      const host = await engineHost(api.endpoint)
      if (host !== LOOPBACK) {
        onProgress(`the container engine is at ${host}: ports are published on all its interfaces`)
      }
      const sandbox = randomBytes(8).toString('hex')
      const removed = disposable ? { directory } : {}
      const release = guardContainers({ endpoint: api.endpoint, sandbox, ...removed })
      const labels = {
        [LABEL.sandbox]: sandbox,
        [LABEL.owner]: ownerText(await thisOwner()),
        [LABEL.directory]: directory,
      }
      const network = { Name: networkOf(sandbox), Labels: labels, CheckDuplicate: true }
      try {
        await sweep(api)
        await api.call('/networks/create', { method: 'POST', body: network })
      } catch (error) {
        release()
        throw error
      }
      const parts = { api, plan, kafkaVersion, images, host, sandbox, labels, release }
      return new ContainerEngine(parts)
    })
  }

  get kafkaVersion(): string {
    return this.#parts.kafkaVersion
  }

  get host(): string {
    return this.#parts.host
  }

  async startBrokers(
    certificates: BrokerCertificates,
    settings: ClusterSettings,
  ): Promise<RunningBrokers> {
    refuseSpecialBrokers(settings)
    return [await this.#startBroker(certificates)]
  }

  async #startBroker(certificates: BrokerCertificates): Promise<RunningBroker> {
    const { api, plan, kafkaVersion, sandbox } = this.#parts
    await makeOwnFolder(join(plan.directory, BROKER_FOLDER))
    return await inEngine('The container of the broker', async () => {
      await removeEarlier(api, plan.directory, sandbox)
      const data = plan.disposable
        ? undefined
        : await prepareVolume(api, plan.directory, kafkaVersion)
      return await onFreePort(this.host, (port) => this.#startBrokerOn(port, certificates, data))
    })
  }

  async startMock(plan: MockPlan): Promise<RunningMock> {
    const { port: wanted, ...content } = plan
    const { api, images, plan: own } = this.#parts
    await makeOwnFolder(join(own.directory, BROKER_FOLDER))
    const start = (port: number): Promise<RunningMock> =>
      startMockContainer({
        ...this.#placeOf(HOPSWORKS.alias, { container: HOPSWORKS.port, host: port }),
        api,
        image: images.mock,
        content,
        host: this.host,
        logFile: join(own.directory, BROKER_FOLDER, MOCK_LOG),
      })
    return wanted === 0 ? await onFreePort(this.host, start) : await start(wanted)
  }

  async close(): Promise<void> {
    const { api, sandbox, release } = this.#parts
    await inEngine('The container engine', () => removeSandbox(api, sandbox))
    release()
  }

  async #startBrokerOn(
    port: number,
    certificates: BrokerCertificates,
    data: DataVolume | undefined,
  ): Promise<RunningBroker> {
    const { api, images, plan } = this.#parts
    const folder = join(plan.directory, BROKER_FOLDER)
    const container = new KafkaContainer({
      ...this.#placeOf(KAFKA.alias, { container: PUBLISHED_PORT, host: port }),
      image: images.kafka,
      certificates,
      advertised: `${this.host}:${port}`,
      clusterId: data?.clusterId ?? `A${randomBytes(16).toString('base64url').slice(1)}`,
      ...(data === undefined ? {} : { volume: data.name }),
    }).withWaitStrategy(readyWhen((id) => waitUntilUp({ api, id, folder })))
    const started = await inEngine('The container of the broker', () => container.start(), port)
    return await ContainerBroker.attach({ api, id: started.getId(), host: this.host, port, folder })
  }

  #placeOf(alias: string, publish: ContainerPlace['publish']): ContainerPlace {
    const { sandbox, labels, host } = this.#parts
    return { network: networkOf(sandbox), alias, labels, publish, loopbackOnly: host === LOOPBACK }
  }
}

async function findImages(search: ImageSearch, kafkaVersion: string): Promise<Parts['images']> {
  const names = imageNames(kafkaVersion)
  const kafka = await findImage(search, names.kafka)
  let offline = kafka.offline
  const mock = await mockImage(search, async () => {
    const node = await findImage(search, names.node)
    offline ||= node.offline
    await settleReaper(search, offline)
    return node
  })
  await settleReaper(search, offline)
  return { kafka: kafka.name, mock }
}

function networkOf(sandbox: string): string {
  return `hops-kafka-${sandbox}`
}

async function onFreePort<T>(host: string, start: (port: number) => Promise<T>): Promise<T> {
  for (let left = PORT_TRIES; ; left--) {
    try {
      return await start(await portToTry(host))
    } catch (error) {
      const taken = error instanceof SandboxError && error.code === 'ERR_SANDBOX_PORT_TAKEN'
      if (!taken || left === 1) throw error
    }
  }
}

/** Below the ports that systems give to clients. */
const FIRST_PORT = 20_000
const PORT_COUNT = 12_000

/** Elsewhere nobody can look whether a port is free. */
async function portToTry(host: string): Promise<number> {
  if (host !== LOOPBACK) return FIRST_PORT + (randomBytes(2).readUInt16BE() % PORT_COUNT)
  const [port = 0] = await freePorts(1)
  return port
}

async function inEngine<T>(what: string, act: () => Promise<T>, port?: number): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw engineFault(what, cause, port)
  }
}
