import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { KafkaConnection, KafkaTls } from '@hops-kafka/kafka-client'
import { parse } from 'smol-toml'
import type { Cluster } from './cluster.ts'

/** A connection with its credentials at hand, as KafkaJS itself would take them. */
export interface PemConnection extends KafkaConnection {
  readonly tls: KafkaTls & { readonly key: string }
}

/** A cluster's brokers and credentials, for who uses the Kafka client without a config.toml. */
export async function connectionOf({
  configFile,
  brokers,
}: Pick<Cluster, 'configFile' | 'brokers'>): Promise<PemConnection> {
  const { project } = parse(await readFile(configFile, 'utf8')) as {
    project: Record<'ca_file' | 'certificate_file' | 'key_file' | 'key_password', string>
  }
  const pem = (file: string): Promise<string> => readFile(join(dirname(configFile), file), 'utf8')
  const [ca, cert, key] = await Promise.all([
    pem(project.ca_file),
    pem(project.certificate_file),
    pem(project.key_file),
  ])
  return { brokers, tls: { ca, cert, key, passphrase: project.key_password } }
}
