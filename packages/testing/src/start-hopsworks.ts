import { readFile, writeFile } from 'node:fs/promises'
import { loadHopsworksStores } from '@hops-kafka/certs'
import { type Sandbox, type StartSandboxOptions, startSandbox } from '@hops-kafka/sandbox'
import { connect, type HopsKafka, loadConfig, type Settings, type StoreFiles } from 'hops-kafka'
import { checkOptions, checkTopic } from './check-options.ts'
import { mockSwitches } from './mock-switches.ts'
import type { StartHopsworksOptions, TestTopic } from './options.ts'
import type { Pem, TestHopsworks } from './test-hopsworks.ts'

/** How long a client may wait for a broker that a test has killed: less than runners give a hook. */
const CLOSE_MS = 3_000

/**
 * Starts a real Kafka with mutual TLS and ACLs, and a mock of the Hopsworks REST API, with
 * certificates minted for this run. Several may run at once; nothing is left when this process dies.
 *
 * @throws SandboxError (`ERR_SANDBOX_*`): no engine or no image, a schema that is not Avro, a topic
 *   that Kafka cannot make or whose schema is not there, a version that does not exist
 */
export async function startHopsworks<Topic extends string = string>(
  options: StartHopsworksOptions<Topic> = {},
): Promise<TestHopsworks<Topic>> {
  checkOptions(options)
  const topics = new Map(Object.entries<TestTopic>(options.topics ?? {}))
  const sandbox = await startSandbox(sandboxOptions(options, topics))
  try {
    const [first] = topics.keys()
    if (first !== undefined) await nameTopic(sandbox, first, topics.get(first)?.schema)
    return await assemble(sandbox, topics)
  } catch (error) {
    await sandbox.stop()
    throw error
  }
}

function sandboxOptions(
  { schemas = {}, kafkaVersion, engine, era, onProgress }: StartHopsworksOptions,
  topics: ReadonlyMap<string, TestTopic>,
): StartSandboxOptions {
  return {
    subjects: Object.entries(schemas).map(([subject, schema]) => ({
      subject,
      schema: typeof schema === 'string' ? schema : JSON.stringify(schema),
    })),
    topics: [...topics].map(([name, { partitions = 1, schema }]) => ({
      name,
      partitions,
      ...(schema === undefined ? {} : { subject: schema }),
    })),
    ...(kafkaVersion === undefined ? {} : { kafkaVersion }),
    ...(engine === undefined ? {} : { engine }),
    ...(era === undefined ? {} : { era }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }
}

/** Has config.toml name a topic and its subject instead of the guide's. */
async function nameTopic(
  { configFile }: Sandbox,
  topic: string,
  subject: string | undefined,
): Promise<void> {
  const text = await readFile(configFile, 'utf8')
  const lines = text
    .replace(/^topic = .*$/m, () => `topic = ${JSON.stringify(topic)}`)
    .replace(/^schema = .*\n/m, () =>
      subject === undefined ? '' : `schema = ${JSON.stringify(subject)}\n`,
    )
  await writeFile(configFile, lines)
}

async function assemble(
  sandbox: Sandbox,
  topics: ReadonlyMap<string, TestTopic>,
): Promise<TestHopsworks> {
  const config = await loadConfig(sandbox.configFile)
  const clients: Promise<HopsKafka>[] = []
  const stop = async (): Promise<void> => {
    // What a client may still have to say must not keep the rest alive.
    await Promise.allSettled(clients.splice(0).map(close))
    await sandbox.stop()
  }
  return {
    engine: sandbox.engine,
    kafkaVersion: sandbox.kafkaVersion,
    configFile: sandbox.configFile,
    config,
    pem: await pemOf(config),
    brokers: sandbox.brokers,
    registryUrl: config.registry.url,
    apiKey: config.registry.apiKey.reveal(),
    connect(topic = config.kafka.topic) {
      const client = connect(settingsFor(config, topic, topics))
      clients.push(client)
      return client
    },
    async createTopic(name, choice) {
      checkTopic(name, choice?.partitions)
      await sandbox.createTopic(name, choice)
    },
    ...mockSwitches(config.registry),
    killBroker: () => sandbox.killBroker(),
    restartBroker: () => sandbox.restartBroker(),
    pauseBroker: () => sandbox.pauseBroker(),
    resumeBroker: () => sandbox.resumeBroker(),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function close(client: Promise<HopsKafka>): Promise<void> {
  await (await client).close({ timeoutMs: CLOSE_MS })
}

function settingsFor(
  config: Settings,
  topic: string,
  topics: ReadonlyMap<string, TestTopic>,
): Settings {
  if (topic === config.kafka.topic) return config
  // Without a subject the client asks which one the topic has.
  return { ...config, kafka: { ...config.kafka, topic, subject: topics.get(topic)?.schema } }
}

async function pemOf({ project }: Settings): Promise<Pem> {
  // A sandbox's config.toml names its stores.
  const credentials = project.credentials as StoreFiles
  const [keyStore, trustStore] = await Promise.all([
    readFile(credentials.keyStore),
    readFile(credentials.trustStore),
  ])
  const { key, cert, ca } = await loadHopsworksStores({
    keyStore: { bytes: keyStore, name: 'keyStore.jks' },
    trustStore: { bytes: trustStore, name: 'trustStore.jks' },
    password: credentials.password.reveal(),
  })
  return { key, cert, ca }
}
