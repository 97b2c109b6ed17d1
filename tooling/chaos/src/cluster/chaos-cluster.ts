import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type FaultProxy, startFaultProxy } from '@hops-kafka/fault-proxy'
import { type Sandbox, startSandbox } from '@hops-kafka/sandbox'
import { parse } from 'smol-toml'
import type { Access } from './access.ts'

/** Three brokers, a proxy in front of each. */
export interface ChaosCluster extends AsyncDisposable {
  readonly kafkaVersion: string
  /** Through the proxies: for whom is tested. */
  readonly faulted: Access
  /** Past the proxies: for who checks. */
  readonly direct: Access
  /** Of broker 1, 2, 3. */
  readonly proxies: readonly FaultProxy[]
  /** Makes a topic. @param name - a random one by default @returns its name */
  newTopic(partitions: number, name?: string): Promise<string>
  killBroker(id: number): Promise<void>
  restartBroker(id: number): Promise<void>
  pauseBroker(id: number): Promise<void>
  resumeBroker(id: number): Promise<void>
}

/** How the cluster is to be. */
export interface ChaosClusterOptions {
  /** Decides at which moments connections are cut. */
  readonly seed: number
  /** @default 3 */
  readonly brokers?: number
  /** @default the sandbox's */
  readonly kafkaVersion?: string
}

/** Starts a sandbox on the JVM whose clients are told to come to proxies. */
export async function openChaosCluster(options: ChaosClusterOptions): Promise<ChaosCluster> {
  const { seed, brokers = 3, kafkaVersion } = options
  const proxies: FaultProxy[] = []
  const sandbox = await startSandbox({
    engine: 'jvm',
    brokers,
    ...(kafkaVersion === undefined ? {} : { kafkaVersion }),
    advertise: async ({ id, host, port }) => {
      // Asked again with another port, where somebody was quicker.
      await proxies[id - 1]?.close()
      const proxy = await startFaultProxy({ upstream: { host, port }, seed: seed + id })
      proxies[id - 1] = proxy
      return proxy.address
    },
  })
  const pem = await readPem(sandbox)
  const close = async (): Promise<void> => {
    await sandbox.stop()
    await Promise.all(proxies.map((proxy) => proxy.close()))
  }
  return {
    kafkaVersion: sandbox.kafkaVersion,
    faulted: { brokers: sandbox.brokers, ...pem },
    direct: { brokers: sandbox.directBrokers, ...pem },
    proxies,
    newTopic: async (partitions, topic = `chaos-${crypto.randomUUID()}`) => {
      await sandbox.createTopic(topic, { partitions })
      return topic
    },
    killBroker: (id) => sandbox.killBroker(id),
    restartBroker: (id) => sandbox.restartBroker(id),
    pauseBroker: (id) => sandbox.pauseBroker(id),
    resumeBroker: (id) => sandbox.resumeBroker(id),
    [Symbol.asyncDispose]: close,
  }
}

/** The project user's certificates, by the paths in config.toml. */
async function readPem({ configFile }: Sandbox): Promise<Omit<Access, 'brokers'>> {
  const { project } = parse(await readFile(configFile, 'utf8')) as {
    project: Record<'ca_file' | 'certificate_file' | 'key_file' | 'key_password', string>
  }
  const read = (file: string): Promise<string> => readFile(join(dirname(configFile), file), 'utf8')
  const encrypted = { key: await read(project.key_file), passphrase: project.key_password }
  return {
    ca: await read(project.ca_file),
    cert: await read(project.certificate_file),
    key: createPrivateKey(encrypted).export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
