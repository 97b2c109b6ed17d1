import { type Answer, json } from '../wire/answers.ts'
import { hopsworksError } from '../wire/error-numbers.ts'
import { get, type ProjectCall, type Route } from './route.ts'

/** Where Kafka is. */
export const brokerRoutes: readonly Route[] = [get('clusterinfo', clusterInfo)]

function clusterInfo({ cluster, project, query, url }: ProjectCall): Answer {
  const { era, brokers } = cluster
  // Python's clients write the flag as True.
  const external = era.brokers === 'by flag' && /^true$/i.test(query.get('external') ?? '')
  const listed = external ? brokers.external : brokers.internal
  if (listed.length === 0) return hopsworksError(190025)
  const prefix = era.brokers === 'internal with prefix' ? 'INTERNAL://' : ''
  return json({
    // As on the server the address is wrong: nobody may follow it.
    href: `${url}/kafka/${project.id}/kafka/clusterinfo`,
    brokers: listed.map((address) => `${prefix}${address}`),
  })
}
