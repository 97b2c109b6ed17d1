import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createSimulator } from '@hops-kafka/sensor-sim'
import { connect, type HopsKafka } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  bySensor,
  type Cluster,
  type ConfigTable,
  canRun,
  configVariant,
  keytoolPath,
  noCluster,
  openCluster,
} from '../src/index.ts'

const SENSORS = 50
const STEPS = 40
const PARTITIONS = 3
const END = 'end'

interface Event {
  readonly timestamp: number
  readonly id: string
  readonly value: number
}

let cluster: Cluster

beforeAll(async () => {
  cluster = await openCluster()
})

afterAll(() => cluster?.stop())

const PEM_KEYS = ['ca_file', 'certificate_file', 'key_file', 'key_password']
const ONE_PEM = 'keyStore.pem'
const STORE_KEYS = ['keystore', 'truststore', 'store_password_file']

/** A way to name the project's certificates. */
interface Credentials {
  readonly name: string
  /** Leaves only this way's own keys in the configuration. */
  readonly choose: (config: ConfigTable) => Promise<void>
  /** The program that the case needs and this machine lacks. */
  readonly lack?: string | undefined
}

const CREDENTIALS: readonly Credentials[] = [
  { name: 'PEM files', choose: async ({ project }) => drop(project, STORE_KEYS) },
  { name: 'JKS stores', choose: async ({ project }) => drop(project, PEM_KEYS) },
  {
    name: 'the guide’s keyStore.pem, certificates and key in one file',
    lack: canRun('openssl', 'version') ? undefined : 'openssl',
    async choose({ project }) {
      await asOnePem(String(project['keystore']), String(project['store_password_file']))
      drop(project, STORE_KEYS)
      Object.assign(project, {
        certificate_file: ONE_PEM,
        key_file: ONE_PEM,
        key_password: 'asdf123',
      })
    },
  },
  {
    name: 'a PKCS#12 store named keyStore.jks',
    async choose({ project }) {
      drop(project, PEM_KEYS)
      const files = [project['keystore'], project['store_password_file']].map(String)
      project['keystore'] = await asPkcs12(files[0] ?? '', files[1] ?? '')
    },
  },
]

function drop(table: Record<string, unknown>, keys: readonly string[]): void {
  for (const key of keys) delete table[key]
}

/** Makes what the guide's last `openssl` command leaves: key, chain and comments in one file, the key encrypted. */
async function asOnePem(keystore: string, passwordFile: string): Promise<void> {
  const folder = dirname(cluster.configFile)
  await promisify(execFile)('openssl', [
    ...['pkcs12', '-in', join(folder, await asPkcs12(keystore, passwordFile))],
    ...['-out', join(folder, ONE_PEM), '-passin', `file:${join(folder, passwordFile)}`],
    ...['-passout', 'pass:asdf123'],
  ])
}

/** Converts a store under its old name, as an import with a newer JDK does. */
async function asPkcs12(keystore: string, passwordFile: string): Promise<string> {
  const folder = dirname(cluster.configFile)
  const target = join(randomUUID(), 'keyStore.jks')
  await mkdir(join(folder, dirname(target)), { mode: 0o700 })
  const password = (await readFile(join(folder, passwordFile), 'utf8')).trim()
  await promisify(execFile)(keytoolPath(), [
    ...['-importkeystore', '-noprompt', '-deststoretype', 'pkcs12'],
    ...['-srckeystore', join(folder, keystore), '-srcstorepass', password],
    ...['-destkeystore', join(folder, target), '-deststorepass', password],
  ])
  await chmod(join(folder, target), 0o600)
  return target
}

for (const { name, choose, lack } of CREDENTIALS) {
  const reason = lack === undefined ? noCluster : ` (skipped: no ${lack} on PATH)`
  describe.skipIf(reason !== '')(`from sensors to a decoded stream, with ${name}${reason}`, () => {
    it('delivers every reading once, equal, in order per sensor', async () => {
      const topic = `readings-${randomUUID()}`
      await cluster.createTopic(topic, { partitions: PARTITIONS })
      const config = await configVariant(cluster.configFile, async (table) => {
        await choose(table)
        table.kafka['topic'] = topic
      })

      await using hops = await connect(config)
      await sendFleet(hops)
      expect(await readToEnd(hops)).toEqual(bySensor(readings()))
    })
  })
}

function* readings(): Generator<Event> {
  const simulator = createSimulator({ sensors: SENSORS, seed: 7 })
  for (const { sensor, step, value } of simulator.readings({ to: STEPS })) {
    yield { id: sensor, timestamp: step, value }
  }
}

/** Sends all readings, and behind them a mark on each partition, so that a reader knows when it has seen all. */
async function sendFleet(hops: HopsKafka): Promise<void> {
  const producer = await hops.producer<Event>()
  const sent = [...readings()].map((value) => producer.send({ key: value.id, value }))
  await Promise.all(sent)
  for (let partition = 0; partition < PARTITIONS; partition++) {
    await producer.send({ partition, value: { id: END, timestamp: 0, value: 0 } })
  }
  expect(await producer.close()).toEqual({
    delivered: SENSORS * STEPS + PARTITIONS,
    failed: 0,
    unsent: 0,
  })
}

async function readToEnd(hops: HopsKafka): Promise<Map<string, Event[]>> {
  const consumer = await hops.consumer<Event>({ groupId: randomUUID(), start: 'earliest' })
  const events: Event[] = []
  let ended = 0
  for await (const { key, value } of consumer) {
    if (value === null) throw new Error('a tombstone that nobody sent')
    if (value.id === END) ended += 1
    else {
      expect(Buffer.from(key ?? []).toString()).toBe(value.id)
      events.push({ ...value })
    }
    if (ended === PARTITIONS) break
  }
  return bySensor(events)
}
