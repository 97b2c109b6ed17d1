/** Node's image in which the mock Hopsworks runs. */
export const NODE_VERSION = '24.11.1'

/** A container image: the name that is asked for first, and the one built offline that takes its place. */
export interface ImageChoice {
  /** What the user set; nothing else is tried then. */
  readonly override?: string
  /** The variable for that. */
  readonly variable: string
  /** The public image. */
  readonly name: string
  /** What `pnpm images:offline` builds. */
  readonly offline: string
}

/** The images that containers are made of. */
export interface ImageNames {
  readonly kafka: ImageChoice
  readonly node: ImageChoice
}

type Environment = Readonly<Record<string, string | undefined>>

/** Names of the images for a version of Apache Kafka, from HOPS_KAFKA_KAFKA_IMAGE and HOPS_KAFKA_NODE_IMAGE or else public ones. */
export function imageNames(kafkaVersion: string, env: Environment = process.env): ImageNames {
  return {
    kafka: {
      ...overrideOf('HOPS_KAFKA_KAFKA_IMAGE', env),
      name: `apache/kafka:${kafkaVersion}`,
      offline: `hops-kafka/kafka-offline:${kafkaVersion}`,
    },
    node: {
      ...overrideOf('HOPS_KAFKA_NODE_IMAGE', env),
      name: `node:${NODE_VERSION}-bookworm-slim`,
      offline: `hops-kafka/node-offline:${NODE_VERSION}`,
    },
  }
}

function overrideOf(
  variable: string,
  env: Environment,
): Pick<ImageChoice, 'override' | 'variable'> {
  const override = env[variable]
  return override ? { override, variable } : { variable }
}
