import { badArgument } from '../errors.ts'
import { checkPositiveInt, type Question, question, segment } from './question.ts'

/** Which topics to list, and in what order. */
export interface TopicQuery {
  /** How many to leave out at the beginning. @default 0 */
  readonly offset?: number
  /** How many to list at most. @default all */
  readonly limit?: number
  /** By name or by the name of the schema; the first that tells two apart decides. @default as the server likes */
  readonly sortBy?: readonly ('name:asc' | 'name:desc' | 'schema_name:asc' | 'schema_name:desc')[]
  /** Only topics that are, or are not, shared by another project. @default both */
  readonly shared?: boolean
}

/** A topic to be made. */
export interface NewTopic {
  /** Unique over the whole cluster; Kafka takes 1 to 249 letters, digits, dots, `_` and `-`. */
  readonly name: string
  /** @default 1 */
  readonly partitions?: number
  /** Not more than there are brokers. @default 1 */
  readonly replicas?: number
  /** The subject of its values; before 3.4 a topic cannot do without. @default none */
  readonly subject?: string
  /** @default 1 */
  readonly version?: number
}

const TOPIC_NAME = /^(?!\.{1,2}$)[\w.-]{1,249}$/

/** `GET variables/versions`: needs no key. */
export function askForRelease(): Question {
  return question('/variables/versions', 'the release of the cluster', { scope: undefined })
}

/** `GET project/getProjectInfo/{name}` */
export function askForProject(name: string): Question {
  const path = `/project/getProjectInfo/${segment(name, 'project')}`
  return question(path, `project "${name}"`, { scope: 'PROJECT' })
}

/** `GET project/{id}/credentials` */
export function askForCredentials(id: number): Question {
  const what = `the certificates of project ${id}`
  return question(`/project/${id}/credentials`, what, { scope: 'PROJECT' })
}

/** `GET project/{id}/kafka/clusterinfo` */
export function askForBrokers(id: number, external: boolean): Question {
  return question(`${kafka(id)}/clusterinfo?external=${external}`, 'the list of brokers')
}

/** `GET project/{id}/kafka/topics` */
export function askForTopics(id: number, query: TopicQuery): Question {
  const { offset, limit, sortBy = [], shared } = query
  const parts = new URLSearchParams()
  if (offset !== undefined) parts.set('offset', count(offset, 'offset'))
  if (limit !== undefined) parts.set('limit', count(limit, 'limit'))
  if (sortBy.length > 0) parts.set('sort_by', sortBy.join(','))
  if (shared !== undefined) parts.set('filter_by', `shared:${shared}`)
  const text = parts.toString()
  return question(`${kafka(id)}/topics${text === '' ? '' : `?${text}`}`, 'the list of topics')
}

/** `GET project/{id}/kafka/topics/{topic}` */
export function askForPartitions(id: number, topic: string): Question {
  return question(topicPath(id, topic), `topic "${topic}"`)
}

/** `POST project/{id}/kafka/topics` */
export function askToCreateTopic(id: number, topic: NewTopic): Question {
  const { name, partitions = 1, replicas = 1, subject, version = 1 } = topic
  const what = `topic ${JSON.stringify(name)}`
  if (!TOPIC_NAME.test(name))
    throw badArgument(what, 'Kafka takes 1 to 249 letters, digits, dots, _ and - as a name')
  checkPositiveInt(partitions, `partitions of ${what}`)
  checkPositiveInt(replicas, `replicas of ${what}`)
  const schema = subject === undefined ? {} : { schemaName: subject, schemaVersion: version }
  const counts = { numOfPartitions: partitions, numOfReplicas: replicas }
  const body = JSON.stringify({ name, ...counts, ...schema })
  return question(`${kafka(id)}/topics`, what, { method: 'POST', body, repeatable: false })
}

/** `DELETE project/{id}/kafka/topics/{topic}` */
export function askToDeleteTopic(id: number, topic: string): Question {
  const traits = { method: 'DELETE', answer: 'nothing', repeatable: false } as const
  return question(topicPath(id, topic), `topic "${topic}"`, traits)
}

function kafka(id: number): string {
  return `/project/${id}/kafka`
}

function topicPath(id: number, topic: string): string {
  return `${kafka(id)}/topics/${segment(topic, 'topic')}`
}

function count(value: number, what: string): string {
  if (Number.isSafeInteger(value) && value >= 0) return String(value)
  throw badArgument(what, `${String(value)} is not a whole number from 0 on`)
}
