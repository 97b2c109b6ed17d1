import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Deployment, docker } from '@hops-kafka/deploy/source/deployment.ts'
import { KAFKA } from '@hops-kafka/deploy/source/setup/layout.ts'
import { SERVER_FILES } from '@hops-kafka/sandbox/source/parts.ts'
import type { ToolAccess } from '../kafka-tools/run-tool.ts'
import { type App, AppContainer, type AppPlan } from './app-container.ts'

/** The deployment's topic. */
export const TOPIC = 'temperature'
export const PARTITIONS = 8
/** Of the deployment's image. */
export const KAFKA_VERSION = '4.3.0'

/** The deployment's Kafka and mock Hopsworks in containers, and producers and consumers that are started one by one. */
export class Fleet implements AsyncDisposable {
  /** The id of Kafka's container. */
  readonly kafka: string
  /** For Kafka's own tools on this machine, past our software. */
  readonly access: ToolAccess
  readonly #deployment: Deployment
  /** Shared with the apps' containers. */
  readonly #folder: string
  #started = 0

  private constructor(deployment: Deployment, kafka: string, more: Servers) {
    this.#deployment = deployment
    this.kafka = kafka
    this.access = more.access
    this.#folder = more.folder
  }

  /** Builds the images and starts the servers. @throws when there is no container engine, or it fails */
  static async open(): Promise<Fleet> {
    const settings = { HOPS_KAFKA_PARTITIONS: String(PARTITIONS) }
    const deployment = await Deployment.open(settings, `hops-kafka-scale-${crypto.randomUUID()}`)
    try {
      await deployment.compose('up', '--producers', '0', '--consumers', '0', '--detach')
      const [kafka = ''] = await deployment.containers('kafka')
      await untilTopicIsMade(deployment)
      const [access, folder] = await Promise.all([accessOf(kafka), sharedFolder()])
      return new Fleet(deployment, kafka, { access, folder })
    } catch (error) {
      await deployment.close()
      throw error
    }
  }

  /** Starts a producer or consumer. */
  async start(app: App, plan: Omit<AppPlan, 'name'>): Promise<AppContainer> {
    this.#started += 1
    const name = `${app}-${this.#started}`
    const place = { deployment: this.#deployment, folder: this.#folder }
    return await AppContainer.start(app, { ...plan, name }, place)
  }

  /** Removes all of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#deployment.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

interface Servers {
  readonly access: ToolAccess
  readonly folder: string
}

/** With the certificate of Kafka itself, which is a super user's. */
async function accessOf(kafka: string): Promise<ToolAccess> {
  const read = (name: string): Promise<string> =>
    docker('exec', kafka, 'cat', `/volumes/broker/${name}`)
  const [pem, ca, address] = await Promise.all([
    read(SERVER_FILES.key),
    read(SERVER_FILES.trust),
    docker(
      'inspect',
      '--format',
      '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
      kafka,
    ),
  ])
  const certificates = pem.indexOf('-----BEGIN CERTIFICATE')
  return {
    brokers: [`${KAFKA.host}:${KAFKA.port}`],
    hosts: { [KAFKA.host]: address.trim() },
    ca,
    key: pem.slice(0, certificates),
    cert: pem.slice(certificates),
  }
}

/** The container that makes it ends then. */
async function untilTopicIsMade({ project, label }: Deployment): Promise<void> {
  const own = ['--filter', `label=${label}`, '--filter', 'label=com.docker.compose.service=topic']
  const id = (await docker('ps', '--all', '--quiet', ...own)).trim()
  const exitCode = (await docker('wait', id)).trim()
  if (exitCode !== '0') throw new Error(`the topic of ${project} cannot be made: ${exitCode}`)
}

/** The apps are another user in their containers, and write to it. */
async function sharedFolder(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'hops-kafka-scale-')), 'shared')
  await mkdir(folder)
  await chmod(folder, 0o777)
  return folder
}
