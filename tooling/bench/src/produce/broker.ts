import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Sandbox, startSandbox } from '@hops-kafka/sandbox'
import { parse } from 'smol-toml'
import { sensor } from '../workloads/sensor.ts'
import { SCHEMA_ID } from '../workloads/workload.ts'
import type { Setting } from './setting.ts'

const PARTITIONS = 2

/** A Kafka of its own with a topic, and how clients get there. */
export async function startBroker(): Promise<{
  readonly sandbox: Sandbox
  readonly setting: Setting
  /** What figures are to be seen beside. */
  readonly note: string
}> {
  const sandbox = await startSandbox()
  await sandbox.createTopic('bench', { partitions: PARTITIONS })
  const { project } = parse(await readFile(sandbox.configFile, 'utf8')) as {
    project: Record<'ca_file' | 'certificate_file' | 'key_file' | 'key_password', string>
  }
  const pem = (file: string): Promise<string> =>
    readFile(join(dirname(sandbox.configFile), file), 'utf8')
  const [ca, cert, key] = await Promise.all([
    pem(project.ca_file),
    pem(project.certificate_file),
    pem(project.key_file),
  ])
  const tls = { ca, cert, key, passphrase: project.key_password }
  const avro = { schema: sensor.schema, schemaId: SCHEMA_ID }
  const { brokers, kafkaVersion } = sandbox
  return {
    sandbox,
    setting: { brokers, topic: 'bench', partitions: PARTITIONS, tls, ...avro },
    note: `Kafka ${kafkaVersion}, ${PARTITIONS} partitions`,
  }
}
