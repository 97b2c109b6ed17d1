import type { Cluster } from '../state/cluster.ts'
import type { Topic } from '../state/topic-table.ts'
import { type Answer, empty, json } from '../wire/answers.ts'
import { hopsworksError, registryError } from '../wire/error-numbers.ts'
import { get, owners, type ProjectCall, type Route, remove, send } from './route.ts'
import { selectTopics } from './select-topics.ts'

/** The topics of a project and the schema that each points to. */
export const topicRoutes: readonly Route[] = [
  get('topics', topics),
  owners(send('POST', 'topics', createTopic)),
  get('topics/:topic', topicDetails),
  owners(remove('topics/:topic', removeTopic)),
  get('topics/:topic/subjects', subjectOfTopic),
  // No body, but a PUT: it takes any content type.
  { ...get('topics/:topic/subjects/:subject/versions/#version', linkTopic), method: 'PUT' },
]

/** The server's test is `>`: the twelfth topic of a project fails. */
const MAX_TOPICS = 10

function topics(call: ProjectCall): Answer {
  const { cluster, project, query, url } = call
  const { count, items } = selectTopics(cluster.topics.of(project.id), query)
  const href = `${url}/kafka/${project.id}/kafka/topics`
  // The list is left out when it is empty, as nulls are.
  if (items.length === 0) return json({ href, count })
  return json({ href, count, items: items.map((topic) => listed(cluster, topic)) })
}

function listed({ era }: Cluster, { name, partitions, replicas, link }: Topic) {
  const counts = { numOfPartitions: partitions, numOfReplicas: replicas }
  return {
    name,
    ...(era.countsPartitions ? counts : {}),
    ...(link ? { schemaName: link.subject, schemaVersion: link.version } : {}),
    shared: false,
  }
}

interface TopicBody {
  readonly name?: unknown
  readonly numOfPartitions?: unknown
  readonly numOfReplicas?: unknown
  readonly schemaName?: unknown
  readonly schemaVersion?: unknown
}

function createTopic(call: ProjectCall): Answer {
  const { cluster, project, body } = call
  const wanted = (typeof body === 'object' && body !== null ? body : {}) as TopicBody
  const { name, numOfPartitions: partitions, numOfReplicas: replicas } = wanted
  if (typeof name !== 'string' || name === '') return hopsworksError(120000)
  if (cluster.topics.has(name)) return hopsworksError(190002, `topic name: ${name}`)
  if (cluster.topics.of(project.id).length > MAX_TOPICS)
    return hopsworksError(190004, `topic name: ${name}, project: ${project.name}`)
  // Java takes the number out of an Integer that is null.
  if (typeof replicas !== 'number') return hopsworksError(120000)
  const brokers = cluster.brokers.internal.length
  if (replicas > brokers) return hopsworksError(190005, `maximum: ${brokers}`)
  const link = linkOf(call, wanted)
  if (link === undefined) return hopsworksError(190006, `topic: ${name}`)
  if (typeof partitions !== 'number' || partitions < 1) return hopsworksError(190015)
  const fields = { name, projectId: project.id, partitions, replicas }
  cluster.topics.set(link ? { ...fields, link } : fields)
  const href = hrefOf(call, name)
  return { ...json({ href, ...wanted }, 201), headers: { location: href } }
}

/** The subject version of a new topic; null where it does without, undefined where it may not. */
function linkOf({ cluster, project }: ProjectCall, { schemaName, schemaVersion }: TopicBody) {
  if (schemaName === undefined && schemaVersion === undefined)
    return cluster.era.allowsSchemalessTopics ? null : undefined
  const [subject, version] = [String(schemaName), Number(schemaVersion)]
  return project.registry.version(subject, version) ? { subject, version } : undefined
}

function topicDetails(call: ProjectCall): Answer {
  const { cluster, project, params } = call
  const { topic: name = '' } = params
  const topic = cluster.topics.get(project.id, name)
  if (!topic)
    return cluster.era.asksKafkaForTopics
      ? hopsworksError(190023, `topic: ${name}`)
      : hopsworksError(190000, `topic: ${name}`)
  const hosts = cluster.brokers.internal.map((address) => address.replace(/:\d+$/, ''))
  const replicasOf = (id: number) =>
    Array.from({ length: topic.replicas }, (_, nth) => hosts[(id + nth) % hosts.length])
  const items = Array.from({ length: topic.partitions }, (_, id) => {
    const replicas = replicasOf(id)
    return { id, leader: replicas[0], replicas, inSyncReplicas: replicas }
  })
  return json({ href: hrefOf(call, name), count: items.length, items })
}

function removeTopic({ cluster, project, params: { topic = '' } }: ProjectCall): Answer {
  if (cluster.topics.get(project.id, topic)) cluster.topics.remove(topic)
  else if (!cluster.era.asksKafkaForTopics) return hopsworksError(190000, `topic: ${topic}`)
  return empty(204)
}

function subjectOfTopic({ cluster, project, params: { topic: name = '' } }: ProjectCall): Answer {
  const topic = cluster.topics.get(project.id, name)
  if (!topic) return hopsworksError(190010, `topic: ${name}, project: ${project.name}`)
  // The server takes the subject out of a null.
  const found = topic.link && project.registry.version(topic.link.subject, topic.link.version)
  return found ? json(found) : hopsworksError(120000)
}

function linkTopic({ cluster, project, params }: ProjectCall): Answer {
  const { topic: name = '', subject = '', version = '' } = params
  const topic = cluster.topics.get(project.id, name)
  if (!topic) return hopsworksError(190000, `topic: ${name}`)
  if (!topic.link) return hopsworksError(120000)
  const found = project.registry.version(subject, Number(version))
  if (!found) return registryError(40402)
  cluster.topics.set({ ...topic, link: { subject, version: found.version } })
  return empty(200)
}

function hrefOf({ url, project }: ProjectCall, topic: string): string {
  return `${url}/kafka/${project.id}/kafka/topics/${encodeURIComponent(topic)}`
}
