import { ADMIN_USER, BROKER_USER } from './identity.ts'
import { LOOPBACK } from './ports.ts'

/** A listener for clients, both of whose ends demand certificates. */
export interface ClientListener {
  /** Its name in Kafka, in capitals. */
  readonly name: string
  /** `host:port` on which the broker listens. */
  readonly bind: string
  /** `host:port` at which clients are told to come. */
  readonly advertised: string
}

/** Where a broker listens. */
export interface BrokerListeners {
  /** At least one; the first is also the one at which the broker reaches itself. */
  readonly clients: readonly [ClientListener, ...ClientListener[]]
  /** Port of the controller, on loopback. */
  readonly controllerPort: number
}

/** A node's place among others. */
export interface ClusterNode {
  /** From 1 on. */
  readonly id: number
  /** Ports of all controllers, on loopback, that of node 1 first. */
  readonly controllerPorts: readonly number[]
  /** Class name of the authorizer. @default Kafka's own */
  readonly authorizer?: string
}

/** What a broker reads and writes. */
export interface ServerFiles {
  /** Private key, then the broker's chain. */
  readonly key: string
  /** The root. */
  readonly trust: string
  /** Folder of the data. */
  readonly data: string
}

/**
 * Files in the folder in which the broker runs. The settings name them without a path: Java reads
 * settings as Latin-1, and a path may hold anything.
 */
export const SERVER_FILES = {
  key: 'broker.pem',
  trust: 'root.pem',
  data: 'data',
} as const satisfies ServerFiles

const KAFKAS_AUTHORIZER = 'org.apache.kafka.metadata.authorizer.StandardAuthorizer'

/** Copies that a topic of so many brokers has. */
export function copiesOf(brokers: number): number {
  return Math.min(brokers, 3)
}

/** The settings of one Kafka node, broker and controller, that demands certificates on every listener. */
export function serverProperties(
  { clients, controllerPort }: BrokerListeners,
  files: ServerFiles = SERVER_FILES,
  node: ClusterNode = { id: 1, controllerPorts: [controllerPort] },
): string {
  const { id, controllerPorts, authorizer = KAFKAS_AUTHORIZER } = node
  const controller = `${LOOPBACK}:${controllerPort}`
  const voters = controllerPorts.map((port, index) => `${index + 1}@${LOOPBACK}:${port}`)
  const copies = copiesOf(controllerPorts.length)
  const inSync = Math.max(1, copies - 1)
  const each = (write: (listener: ClientListener) => string): string => clients.map(write).join(',')
  return `process.roles=broker,controller
node.id=${id}
controller.quorum.voters=${voters.join(',')}
listeners=${each(({ name, bind }) => `${name}://${bind}`)},CONTROLLER://${controller}
advertised.listeners=${each(({ name, advertised }) => `${name}://${advertised}`)}
listener.security.protocol.map=${each(({ name }) => `${name}:SSL`)},CONTROLLER:SSL
inter.broker.listener.name=${clients[0].name}
controller.listener.names=CONTROLLER
log.dirs=${files.data}

ssl.client.auth=required
ssl.keystore.type=PEM
ssl.keystore.location=${files.key}
ssl.truststore.type=PEM
ssl.truststore.location=${files.trust}
# As on Hopsworks: the chain decides, not the name.
ssl.endpoint.identification.algorithm=

# As Hopsworks maps it: the principal is the certificate's common name.
ssl.principal.mapping.rules=RULE:^.*CN=([^,]+).*$/$1/
authorizer.class.name=${authorizer}
super.users=User:${BROKER_USER};User:${ADMIN_USER}
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false

min.insync.replicas=${inSync}
offsets.topic.replication.factor=${copies}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=${copies}
transaction.state.log.min.isr=${inSync}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=${copies}
share.coordinator.state.topic.min.isr=${inSync}
share.coordinator.state.topic.num.partitions=4

group.initial.rebalance.delay.ms=0
# The broker is only asked by heartbeat whether it has caught up: the usual 2 s are lost at each start.
broker.heartbeat.interval.ms=100
# After a kill -9 the old registration must lapse before the broker is let in again.
broker.session.timeout.ms=3000
# One alone has nobody to hand leadership to.
controlled.shutdown.enable=${controllerPorts.length > 1}
# The usual 128 MB would not fit the small heap.
log.cleaner.dedupe.buffer.size=4194304
`
}
