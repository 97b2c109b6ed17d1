/** The releases that the mock can answer as: 2.2.0, 3.7.0 and 5.2.0. */
export const ERAS = ['2.2', '3.x', '5.x'] as const

/** One of {@link ERAS}. */
export type Era = (typeof ERAS)[number]

/**
 * How `clusterinfo` can name brokers: internal ones only (2.2 to 3.2 as `INTERNAL://host:port`, 3.4
 * to 3.8 as `host:port`), or what the flag `external` asks for (3.3 with prefix, 5.x without).
 */
export const CLUSTER_INFO_FORMS = [
  'internal with prefix',
  'internal',
  'by flag with prefix',
  'by flag',
] as const

/** One of {@link CLUSTER_INFO_FORMS}. */
export type ClusterInfoForm = (typeof CLUSTER_INFO_FORMS)[number]

/** What differs from one era to the next; everything else is the same in all. */
export interface EraTraits {
  /** As `variables/versions` tells it. */
  readonly version: string
  /** Of the `WWW-Authenticate` header. */
  readonly challenge: string
  /** Whether a wrong key, a malformed one and an unknown prefix are told apart. */
  readonly tellsKeyFaultsApart: boolean
  /** Whether a 403 names the scope that is missing. */
  readonly namesMissingScope: boolean
  /** Whether Confluent's content type is taken where a schema is sent; before 2.5 it is a 415. */
  readonly takesVendorType: boolean
  /** Whether the credentials come as PEM, too. */
  readonly sendsPem: boolean
  /** Whether a topic can do without a schema. */
  readonly allowsSchemalessTopics: boolean
  /** Whether the list of topics tells how many partitions and replicas each has. */
  readonly countsPartitions: boolean
  /** Whether Kafka, not the database, is asked about a topic's details and its end. */
  readonly asksKafkaForTopics: boolean
  /** Whether an unknown compatibility level fails in the JSON engine instead of becoming null. */
  readonly refusesUnknownLevels: boolean
  /** BACKWARD_TRANSITIVE is checked as FORWARD: a `return` is missing up to 3.0. */
  readonly breaksBackwardTransitive: boolean
  /** How `clusterinfo` names brokers. */
  readonly clusterInfo: ClusterInfoForm
  /** Whether the same routes are below a feature store's path as well. */
  readonly hasFeatureStorePath: boolean
  /** Whether a feature store has a storage connector that names the brokers: since 3.4. */
  readonly hasKafkaConnector: boolean
}

const TRAITS: Readonly<Record<Era, EraTraits>> = {
  '2.2': {
    version: '2.2.0',
    challenge: 'ApiKey realm="Cauth Realm"',
    tellsKeyFaultsApart: false,
    namesMissingScope: false,
    takesVendorType: false,
    sendsPem: false,
    allowsSchemalessTopics: false,
    countsPartitions: false,
    asksKafkaForTopics: false,
    refusesUnknownLevels: false,
    breaksBackwardTransitive: true,
    clusterInfo: 'internal with prefix',
    hasFeatureStorePath: false,
    hasKafkaConnector: false,
  },
  '3.x': {
    version: '3.7.0',
    challenge: 'Bearer realm="Cauth Realm"',
    tellsKeyFaultsApart: true,
    namesMissingScope: false,
    takesVendorType: true,
    sendsPem: true,
    allowsSchemalessTopics: true,
    countsPartitions: true,
    asksKafkaForTopics: true,
    refusesUnknownLevels: true,
    breaksBackwardTransitive: false,
    clusterInfo: 'internal',
    hasFeatureStorePath: true,
    hasKafkaConnector: true,
  },
  '5.x': {
    version: '5.2.0',
    challenge: 'Bearer realm="Cauth Realm"',
    tellsKeyFaultsApart: true,
    namesMissingScope: true,
    takesVendorType: true,
    sendsPem: true,
    allowsSchemalessTopics: true,
    countsPartitions: true,
    asksKafkaForTopics: true,
    refusesUnknownLevels: true,
    breaksBackwardTransitive: false,
    clusterInfo: 'by flag',
    hasFeatureStorePath: true,
    hasKafkaConnector: true,
  },
}

/** What an era does. */
export function traitsOf(era: Era): EraTraits {
  return TRAITS[era]
}
