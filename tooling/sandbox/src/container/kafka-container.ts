import type { BrokerCertificates } from '../engine.ts'
import { type ServerFiles, serverProperties } from '../server-properties.ts'
import { type ContainerPlace, SandboxContainer } from './sandbox-container.ts'

/** Name and port of the broker in the sandbox's network. */
export const KAFKA = { alias: 'kafka', port: 9092 } as const
/** Port in the container that is published. */
export const PUBLISHED_PORT = 9094
const CONTROLLER_PORT = 9093

/** Paths of Apache Kafka's own image, which its public Dockerfile and scripts fix. */
const SETTINGS = '/mnt/shared/config/server.properties'
const DATA_FOLDER = '/var/lib/kafka/data'
const FILES: ServerFiles = {
  key: '/etc/kafka/secrets/broker.pem',
  trust: '/etc/kafka/secrets/root.pem',
  data: DATA_FOLDER,
}

/** What a Kafka container is made of. */
export interface KafkaContainerPlan extends ContainerPlace {
  readonly image: string
  readonly certificates: BrokerCertificates
  /** `host:port` at which clients outside the network are told to come. */
  readonly advertised: string
  /** Names the cluster at the first start on its data. */
  readonly clusterId: string
  /** Volume of the data; without one they go with the container. */
  readonly volume?: string
}

/**
 * Apache Kafka, one node, with mutual TLS on every listener. It is started by the entry point of
 * the image `apache/kafka`, so any image of that layout will do.
 */
export class KafkaContainer extends SandboxContainer {
  constructor(plan: KafkaContainerPlan) {
    super(plan.image, plan)
    const { certificates, advertised, clusterId, volume } = plan
    const properties = serverProperties(
      {
        clients: [
          // First: at the published address the broker would not reach itself.
          {
            name: 'NETWORK',
            bind: `0.0.0.0:${KAFKA.port}`,
            advertised: `${KAFKA.alias}:${KAFKA.port}`,
          },
          { name: 'CLIENT', bind: `0.0.0.0:${PUBLISHED_PORT}`, advertised },
        ],
        controllerPort: CONTROLLER_PORT,
      },
      FILES,
    )
    this.withFiles([
      { target: SETTINGS, content: properties },
      { target: FILES.key, content: certificates.broker.key + certificates.broker.chain },
      { target: FILES.trust, content: certificates.root },
    ])
    this.withEnvironment({
      CLUSTER_ID: clusterId,
      KAFKA_HEAP_OPTS: '-Xmx384m',
      KAFKA_JVM_PERFORMANCE_OPTS: '-XX:+UseSerialGC',
    })
    if (volume !== undefined) this.withBindMounts([{ source: volume, target: DATA_FOLDER }])
  }
}
