import type { Secret } from '../secret.ts'

/** A checked `config.toml`: paths absolute, secrets wrapped, addresses composed. */
export interface Settings {
  /** Absolute path of the file these settings were read from. */
  readonly file: string
  /** How to reach the project's schema registry. */
  readonly registry: RegistrySettings
  /** The project, and who we are in it. */
  readonly project: ProjectSettings
  /** The cluster's Kafka, and the topic of this configuration. */
  readonly kafka: KafkaSettings
  /** What works but should be mended, for example a key file that others can read. */
  readonly warnings: readonly string[]
}

/** The schema registry of one project. */
export interface RegistrySettings {
  /** `https://{hops.url}{api.base}/project/{project.id}/kafka`. */
  readonly url: string
  /** `hops.verify`: check the server's certificate, or the absolute path of the certificate to trust. */
  readonly verify: boolean | string
  /** `api.key`, or what `api.key_file` holds. */
  readonly apiKey: Secret
}

/** Project identity and certificates. */
export interface ProjectSettings {
  /** `project.name`, if given. */
  readonly name: string | undefined
  /** `project.id`. */
  readonly id: string
  /** Where the project user's certificate comes from; the stores win where both are named. */
  readonly credentials: StoreFiles | PemFiles
}

/** The two keystores as Hopsworks exports them (JKS or PKCS#12, told by content). */
export interface StoreFiles {
  readonly kind: 'stores'
  /** `project.keystore`, absolute. */
  readonly keyStore: string
  /** `project.truststore`, absolute. */
  readonly trustStore: string
  /** What `project.store_password_file` holds. */
  readonly password: Secret
  /** `project.store_password_file`, absolute: stores that are renewed come with a password of their own. */
  readonly passwordFile: string
}

/** Certificates converted to PEM beforehand, as the guide does. */
export interface PemFiles {
  readonly kind: 'pem'
  /** `project.ca_file`, absolute. */
  readonly ca: string
  /** `project.certificate_file`, absolute. */
  readonly certificate: string
  /** `project.key_file`, absolute. */
  readonly key: string
  /** `project.key_password`, if the key is encrypted. */
  readonly keyPassword: Secret | undefined
}

/** Brokers, topic and consumer group. */
export interface KafkaSettings {
  /** `kafka.brokers`, or `hops.url` + `:` + `kafka.port`. */
  readonly brokers: readonly string[]
  /** `kafka.server_name`: the name to look for in the broker's certificate; false when none is given. */
  readonly serverName: string | false
  /** `kafka.fingerprints`: SHA-256 of the certificates that the brokers may show; undefined for any. */
  readonly fingerprints: readonly string[] | undefined
  /** `kafka.topic`. */
  readonly topic: string
  /** `kafka.schema`: the subject in the registry; undefined means the subject linked to the topic. */
  readonly subject: string | undefined
  /** `kafka.consumer.group_id`. */
  readonly groupId: string | undefined
  /** `kafka.consumer.auto_offset_reset`: where a group without committed offsets begins. */
  readonly start: 'earliest' | 'latest'
}
