import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { MockHopsworksOptions } from '@hops-kafka/mock-hopsworks'
import {
  configFileText,
  type Identity,
  loadOrMintIdentity,
  PROJECT,
  SENSOR_SCHEMA,
  SERVER_FILES,
  SUBJECT,
  serverProperties,
  writeFileAtomically,
  writeProjectFiles,
} from '@hops-kafka/sandbox/source/parts.ts'
import { CLUSTER_ID_FILE, FOLDERS, HOPSWORKS, KAFKA, SEED_FILE } from './layout.ts'
import { TOPIC } from './topic.ts'

/** Mints the certificates, or takes those of an earlier start, and writes what each server and the apps start from. */
export async function writeFiles(): Promise<void> {
  const hosts = [KAFKA.host, HOPSWORKS.host]
  const identity = await loadOrMintIdentity(FOLDERS.identity, 'loopback', hosts)
  await writeBrokerFiles(identity)
  await writeFileAtomically(
    join(FOLDERS.hopsworks, SEED_FILE),
    JSON.stringify(seedOfMock(identity)),
  )
  await writeProjectFiles(FOLDERS.project, identity)
  const text = configFileText({
    identity,
    brokerPort: KAFKA.port,
    restPort: HOPSWORKS.port,
    hosts: { broker: KAFKA.host, rest: HOPSWORKS.host },
  })
  await writeFileAtomically(join(FOLDERS.project, 'config.toml'), text)
}

async function writeBrokerFiles({ certificates }: Identity): Promise<void> {
  const { broker, root } = certificates
  const properties = serverProperties({
    clients: [
      { name: 'CLIENT', bind: `:${KAFKA.port}`, advertised: `${KAFKA.host}:${KAFKA.port}` },
    ],
    controllerPort: 9093,
  })
  const files: Readonly<Record<string, string>> = {
    'server.properties': properties,
    [SERVER_FILES.key]: broker.key + broker.chain,
    [SERVER_FILES.trust]: root,
    // Kafka passes it over where data have been formatted before.
    [CLUSTER_ID_FILE]: randomClusterId(),
  }
  for (const [name, text] of Object.entries(files)) {
    await writeFileAtomically(join(FOLDERS.broker, name), text)
  }
}

/** 16 bytes in base64; never with a `-` in front, which Kafka's tool would take for an option. */
function randomClusterId(): string {
  const bytes = randomBytes(16)
  bytes.writeUInt8(bytes.readUInt8() & 0x7f)
  return bytes.toString('base64url')
}

function seedOfMock({ certificates, apiKey }: Identity): MockHopsworksOptions {
  const { key, chain } = certificates.hopsworks
  return {
    tls: { key, cert: chain },
    host: '0.0.0.0',
    port: HOPSWORKS.port,
    project: { id: PROJECT.id, name: PROJECT.name },
    apiKey,
    subjects: [{ subject: SUBJECT, schema: SENSOR_SCHEMA }],
    topics: [{ ...TOPIC, subject: SUBJECT, version: 1 }],
  }
}
