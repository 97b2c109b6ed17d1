import { type Answer, JSON_TYPE, json } from '../wire/answers.ts'
import { hopsworksError } from '../wire/error-numbers.ts'
import { get, type ProjectCall, type Route } from './route.ts'

/** Where Kafka is. */
export const brokerRoutes: readonly Route[] = [
  get('clusterinfo', clusterInfo),
  {
    method: 'GET',
    pattern: 'project/#project/featurestores/#store/storageconnectors/kafka_connector/byok',
    exists: ({ hasKafkaConnector }) => hasKafkaConnector,
    access: { scope: 'FEATURESTORE', role: 'member' },
    produces: JSON_TYPE,
    consumes: [],
    answer: kafkaConnector,
  },
]

function clusterInfo(call: ProjectCall): Answer {
  const { cluster, project, url } = call
  const { clusterInfo: form } = cluster.era
  const external = form.startsWith('by flag') && wantsExternal(call)
  const listed = external ? cluster.brokers.external : cluster.brokers.internal
  if (listed.length === 0) return hopsworksError(190025)
  const listener = external ? 'EXTERNAL://' : 'INTERNAL://'
  const prefix = form.endsWith('with prefix') ? listener : ''
  return json({
    // As on the server the address is wrong: nobody may follow it.
    href: `${url}/kafka/${project.id}/kafka/clusterinfo`,
    brokers: listed.map((address) => `${prefix}${address}`),
  })
}

/** What the feature store's clients ask for: the cluster's own Kafka, unless a customer's is set up. */
function kafkaConnector(call: ProjectCall): Answer {
  const { internal, external } = call.cluster.brokers
  const listed = wantsExternal(call) ? external : internal
  if (listed.length === 0) return hopsworksError(190025)
  return json({
    id: 1,
    name: 'kafka_connector',
    storageConnectorType: 'KAFKA',
    bootstrapServers: listed.join(','),
    securityProtocol: 'SSL',
    sslEndpointIdentificationAlgorithm: '',
    options: [],
    externalKafka: false,
  })
}

/** Python's clients write the flag as True. */
function wantsExternal({ query }: ProjectCall): boolean {
  return /^true$/i.test(query.get('external') ?? '')
}
