import { Secret } from '../secret.ts'
import type { ConfigReader, NamedFile } from './config-reader.ts'
import { flawOf } from './secret-file.ts'
import type { KafkaSettings, PemFiles } from './settings.ts'

/** Settings whose secret files are not read yet. */
export interface DraftSettings {
  readonly registryUrl: string
  readonly verify: boolean | string
  readonly apiKey: Secret | NamedFile
  readonly projectName: string | undefined
  readonly projectId: string
  readonly credentials: DraftStores | PemFiles
  readonly kafka: KafkaSettings
  /** Files that hold secrets, whether we read them or another program does. */
  readonly secretFiles: readonly string[]
}

interface DraftStores {
  readonly kind: 'stores'
  readonly keyStore: string
  readonly trustStore: string
  readonly password: NamedFile
}

const STORE_KEYS = ['project.keystore', 'project.truststore', 'project.store_password_file']
const PEM_KEYS = ['project.ca_file', 'project.certificate_file', 'project.key_file']

/** Composes settings from the configuration's values; problems are left in the reader. */
export function draftSettings(reader: ConfigReader): DraftSettings {
  const url = reader.required('hops.url')
  const projectId = reader.required('project.id')
  const base = reader.text('api.base') ?? '/hopsworks-api/api'
  return {
    registryUrl: `https://${url}${base}/project/${projectId}/kafka`,
    verify: reader.switchOrFile('hops.verify'),
    apiKey: apiKey(reader),
    projectName: reader.text('project.name'),
    projectId,
    credentials: credentials(reader),
    kafka: kafka(reader, url),
    secretFiles: secretFiles(reader),
  }
}

function apiKey(reader: ConfigReader): Secret | NamedFile {
  const inline = reader.text('api.key')
  if (inline !== undefined) {
    const flaw = flawOf(inline)
    if (flaw !== undefined) reader.refuse('api.key', `api.key is no usable secret: ${flaw}`)
    return new Secret(inline)
  }
  if (reader.mentions('api.key_file')) return reader.requiredFile('api.key_file')
  reader.refuse('api', 'neither api.key nor api.key_file is given')
  return new Secret('')
}

/** The stores win where both are named: they are what Hopsworks exports, the PEM files are made from them. */
function credentials(reader: ConfigReader): DraftStores | PemFiles {
  if (STORE_KEYS.some((key) => reader.mentions(key))) {
    return {
      kind: 'stores',
      keyStore: reader.requiredFile('project.keystore').file,
      trustStore: reader.requiredFile('project.truststore').file,
      password: reader.requiredFile('project.store_password_file'),
    }
  }
  if (!PEM_KEYS.some((key) => reader.mentions(key))) {
    const choices = `${STORE_KEYS.join(', ')} (as exported) or ${PEM_KEYS.join(', ')} (converted)`
    reader.refuse('project', `no certificates are named: give ${choices}`)
    return { kind: 'pem', ca: '', certificate: '', key: '', keyPassword: undefined }
  }
  const password = reader.text('project.key_password')
  return {
    kind: 'pem',
    ca: reader.requiredFile('project.ca_file').file,
    certificate: reader.requiredFile('project.certificate_file').file,
    key: reader.requiredFile('project.key_file').file,
    keyPassword: password === undefined ? undefined : new Secret(password),
  }
}

function kafka(reader: ConfigReader, url: string): KafkaSettings {
  const brokers = reader.list('kafka.brokers') ?? [`${url}:${reader.required('kafka.port')}`]
  return {
    brokers,
    serverName: reader.text('kafka.server_name') ?? false,
    fingerprints: reader.list('kafka.fingerprints'),
    topic: reader.required('kafka.topic'),
    subject: reader.text('kafka.schema'),
    groupId: reader.text('kafka.consumer.group_id'),
    start: reader.oneOf('kafka.consumer.auto_offset_reset', ['earliest', 'latest']),
  }
}

function secretFiles(reader: ConfigReader): string[] {
  const keys = [
    'api.key_file',
    'project.key_file',
    'project.keystore',
    'project.store_password_file',
  ]
  return keys
    .map((key) => reader.text(key))
    .filter((file) => file !== undefined)
    .map((file) => reader.absolute(file))
}
