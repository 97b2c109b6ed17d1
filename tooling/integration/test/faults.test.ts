import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { connect } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  type ConfigTable,
  configVariant,
  foreignBroker,
  noCluster,
  openCluster,
  runApp,
  startApp,
} from '../src/index.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await openCluster({ own: true })
  // A consumer asks the registry when it meets a record.
  const filling = await runApp('producer', ['-c', cluster.configFile, '-e', '1', '-d', '0'])
  expect(filling.exitCode, filling.stderr).toBe(0)
})

afterAll(() => cluster?.stop())

interface Fault {
  readonly fault: string
  readonly edit: (config: ConfigTable) => void | Promise<void>
  readonly exitCode: number
  readonly code: RegExp
  /** Words that the message must hold: the input's name, the cause. */
  readonly words: readonly (string | RegExp)[]
}

const FAULTS: readonly Fault[] = [
  {
    fault: 'a wrong API key',
    edit({ api }) {
      api['key'] = `${'x'.repeat(16)}.${'y'.repeat(64)}`
    },
    exitCode: 77,
    code: /^ERR_REGISTRY_/,
    words: ['401', /API key/i],
  },
  {
    fault: 'a wrong keystore password',
    async edit({ project }) {
      const file = `password-${randomUUID()}`
      await writeFile(join(dirname(cluster.configFile), file), 'WRONG'.repeat(10), { mode: 0o600 })
      project['store_password_file'] = file
    },
    exitCode: 77,
    code: /^ERR_CERTS_.*PASSWORD/,
    words: ['keyStore.jks', /password/],
  },
  {
    // Kafka does not tell strangers which topics there are: one that is missing and one that is forbidden look alike.
    fault: 'an unknown topic',
    edit({ kafka }) {
      kafka['topic'] = 'nowhere'
    },
    exitCode: 77,
    code: /^ERR_KAFKA_NOT_AUTHORIZED$/,
    words: ['nowhere', 'demo__meb10000', /no such topic/],
  },
  {
    fault: 'no broker at the address',
    async edit({ kafka }) {
      kafka['port'] = String(await closedPort())
      delete kafka['brokers']
    },
    exitCode: 69,
    code: /^ERR_KAFKA_UNREACHABLE$/,
    words: ['127.0.0.1:', /nothing listens/],
  },
  {
    fault: 'no registry at the address',
    async edit({ api }) {
      api['base'] = `:${await closedPort()}/hopsworks-api/api`
    },
    exitCode: 69,
    code: /^ERR_REGISTRY_UNREACHABLE$/,
    words: ['127.0.0.1:', /refused/i],
  },
]

const APPS = [
  { app: 'producer', args: ['-e', '1', '-d', '0'] },
  { app: 'consumer', args: ['-n', '1', '--from', 'earliest'] },
] as const

// At once: each waits for an app most of the time.
describe.skipIf(noCluster !== '').concurrent.each(FAULTS)(
  `with $fault${noCluster}`,
  ({ edit, exitCode, code, words }) => {
    it.each(APPS)('the $app tells what, why and the fix, and the exit code fits', async (run) => {
      const config = await configVariant(cluster.configFile, edit)
      const ended = await runApp(run.app, ['-c', config, ...run.args])
      const told = /^error (\S+): (.*)\n {2}because: (.*)\n {2}fix: (.+)\n$/m.exec(ended.stderr)
      expect(told, ended.stderr).not.toBeNull()
      expect(told?.[1]).toMatch(code)
      for (const word of words) expect(told?.[0]).toMatch(word)
      expect(ended.exitCode).toBe(exitCode)
      expect(ended.stderr).not.toMatch(/WRONG|y{64}|\n {4}at /)
    })
  },
)

describe.skipIf(noCluster !== '')(`a configuration that is not there${noCluster}`, () => {
  it('is an error with -c, never the sandbox', async () => {
    const run = await runApp('consumer', ['-c', join(dirname(cluster.configFile), 'nowhere.toml')])
    expect(run.stderr).toMatch(/^error ERR_CONFIG_NOT_FOUND: .*nowhere\.toml/)
    expect(run.exitCode).toBe(66)
  })
})

describe.skipIf(foreignBroker !== '')(`a broker that goes away for good${foreignBroker}`, () => {
  it('does not hold up a stop, and what stays unsent is told by number and exit code', async () => {
    const topic = `faults-${randomUUID()}`
    await cluster.createTopic(topic)
    const config = await configVariant(cluster.configFile, ({ kafka }) => {
      kafka['topic'] = topic
    })
    // Without a pause thousands of records are on their way at any moment.
    const app = startApp('producer', ['-c', config, '-e', '-1', '-d', '0'])
    await firstRecordOf(config)
    await cluster.killBroker()
    try {
      app.kill('SIGTERM')
      const { exitCode, stderr } = await app.ended
      expect(stderr).toMatch(
        /delivered \S+ · failed 0 · discarded 0 · unsent [1-9]\S* in .*\nresume with -t \d+/,
      )
      expect(exitCode).toBe(143)
    } finally {
      await cluster.restartBroker()
    }
  })
})

/** Resolves once a record is in the configured topic. */
async function firstRecordOf(config: string): Promise<void> {
  await using hops = await connect(config)
  const consumer = await hops.consumer({ groupId: randomUUID(), start: 'earliest' })
  for await (const _ of consumer) break
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
