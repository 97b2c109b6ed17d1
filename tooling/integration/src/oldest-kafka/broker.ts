import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeJks } from '@hops-kafka/certs'

/** Kafka 2.3 with its ZooKeeper. */
export interface OldestKafka extends AsyncDisposable {
  /** `host:port`, mutual TLS. */
  readonly address: string
}

/** What it needs of a sandbox: certificates. */
export interface CertificateFiles {
  readonly trustStore: string
  readonly storePassword: string
  /** As PEM. */
  readonly broker: { readonly key: string; readonly chain: string }
}

const HOST = '127.0.0.1'
const START_MS = 90_000
const JAVA = ['-Xmx256m', '-Dzookeeper.admin.enableServer=false', '-cp', 'lib/*']

/** Starts ZooKeeper and one broker in `folder`, which is left as it is when they have ended. */
export async function startOldestKafka(
  folder: string,
  certificates: CertificateFiles,
): Promise<OldestKafka> {
  const pom = join(import.meta.dirname, 'pom.xml')
  const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
  const output = `-DoutputDirectory=${join(folder, 'lib')}`
  execFileSync('mvn', ['-q', '-B', '-f', pom, copy, output], { stdio: 'inherit' })
  await mkdir(join(folder, 'data'))
  const [zookeeperPort, kafkaPort] = [await freePort(), await freePort()]
  await writeFile(
    join(folder, 'zookeeper.properties'),
    `dataDir=data/zookeeper\nclientPort=${zookeeperPort}\nclientPortAddress=${HOST}\n`,
  )
  await writeFile(join(folder, 'broker.jks'), brokerStore(certificates))
  const properties = serverProperties({ zookeeperPort, kafkaPort, certificates })
  await writeFile(join(folder, 'server.properties'), properties)
  const zookeeper = java(folder, 'org.apache.zookeeper.server.quorum.QuorumPeerMain', 'zookeeper')
  try {
    await listens(zookeeperPort, zookeeper)
    const kafka = java(folder, 'kafka.Kafka', 'server')
    const stop = async (): Promise<void> => {
      await Promise.all([end(kafka), end(zookeeper)])
    }
    await listens(kafkaPort, kafka).catch(async (late: unknown) => {
      await stop()
      const log = await readFile(join(folder, 'server.log'), 'utf8')
      throw new Error(`Kafka 2.3 does not start:\n${log.slice(-3_000)}`, { cause: late })
    })
    return { address: `${HOST}:${kafkaPort}`, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await end(zookeeper)
    throw error
  }
}

function brokerStore({ broker, storePassword }: CertificateFiles): Uint8Array {
  const privateKey = createPrivateKey(broker.key).export({ type: 'pkcs8', format: 'der' })
  const pems =
    broker.chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const chain = pems.map((pem) => new X509Certificate(pem).raw)
  const entry = { kind: 'private-key', alias: 'broker', createdAt: new Date() } as const
  return writeJks([{ ...entry, privateKey, chain }], { password: storePassword })
}

interface Server {
  readonly zookeeperPort: number
  readonly kafkaPort: number
  readonly certificates: CertificateFiles
}

/** With the protocol and message format of Hopsworks' own configuration. */
function serverProperties({ zookeeperPort, kafkaPort, certificates }: Server): string {
  const { trustStore, storePassword } = certificates
  return `broker.id=0
zookeeper.connect=${HOST}:${zookeeperPort}
listeners=SSL://${HOST}:${kafkaPort}
log.dirs=data/kafka
inter.broker.protocol.version=1.0
log.message.format.version=1.0
security.inter.broker.protocol=SSL
ssl.client.auth=required
ssl.endpoint.identification.algorithm=
ssl.keystore.location=broker.jks
ssl.keystore.password=${storePassword}
ssl.key.password=${storePassword}
ssl.truststore.location=${trustStore}
ssl.truststore.password=${storePassword}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
group.initial.rebalance.delay.ms=0
`
}

function java(folder: string, main: string, name: string): ChildProcess {
  const log = openSync(join(folder, `${name}.log`), 'w')
  const args = [...JAVA, main, `${name}.properties`]
  return spawn('java', args, { cwd: folder, stdio: ['ignore', log, log] })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function listens(port: number, program: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + START_MS; ; await sleep(200)) {
    const socket = connect(port, HOST)
    const up = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (up) return
    if (program.exitCode !== null) throw new Error(`it ended with ${program.exitCode}`)
    if (Date.now() > deadline) throw new Error(`nothing listens on ${port} after ${START_MS} ms`)
  }
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return
  program.kill('SIGKILL')
  await once(program, 'exit')
}
