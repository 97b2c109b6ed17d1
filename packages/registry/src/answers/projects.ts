import { type Answered, isObject } from './answered.ts'
import { notARegistry } from './server-errors.ts'

/** A project, as Hopsworks tells of it. */
export interface ProjectInfo {
  readonly id: number
  readonly name: string
  /** `KAFKA` is among them where the project has topics and a registry. */
  readonly services: readonly string[]
}

/** A topic, as Hopsworks' database has it. */
export interface Topic {
  readonly name: string
  /** Not told by 2.2. */
  readonly partitions: number | undefined
  /** Not told by 2.2. */
  readonly replicas: number | undefined
  /** The subject version attached to it, where there is one. */
  readonly subject: string | undefined
  readonly version: number | undefined
  /** Whether another project shares it with this one. */
  readonly shared: boolean
}

/** Some of the topics, and how many there are in all. */
export interface TopicList {
  readonly count: number
  readonly topics: readonly Topic[]
}

/** One partition of a topic. */
export interface Partition {
  readonly id: number
  /** Host of its leader, as the cluster knows it. */
  readonly leader: string
  readonly replicas: readonly string[]
  readonly inSyncReplicas: readonly string[]
}

/** A broker's address. */
export interface Broker {
  readonly host: string
  readonly port: number
  /** `INTERNAL` or `EXTERNAL`, where the cluster says which listener it is. */
  readonly listener: string | undefined
}

export function readProjectInfo(json: unknown, answered: Answered): ProjectInfo {
  if (!isObject(json)) throw notARegistry(answered, 'its JSON is not an object')
  const { projectId: id, projectName: name, services } = json
  if (!isCount(id)) throw notARegistry(answered, 'its JSON has no `projectId`')
  return { id, name: isText(name) ? name : '', services: texts(services) }
}

export function readRelease(json: unknown, answered: Answered): string {
  const entries = Array.isArray(json) ? json.filter(isObject) : []
  const entry = entries.find(({ software }) => software === 'hopsworks')
  if (isText(entry?.['version'])) return entry['version']
  throw notARegistry(answered, 'its JSON names no version of hopsworks')
}

/** A list that is left out is empty. */
export function readTopics(json: unknown, answered: Answered): TopicList {
  const topics = items(json, answered).map((item): Topic => {
    const { name, numOfPartitions, numOfReplicas, schemaName, schemaVersion, shared } = item
    if (!isText(name)) throw notARegistry(answered, 'a topic in its JSON has no `name`')
    return {
      name,
      partitions: isCount(numOfPartitions) ? numOfPartitions : undefined,
      replicas: isCount(numOfReplicas) ? numOfReplicas : undefined,
      subject: isText(schemaName) ? schemaName : undefined,
      version: isCount(schemaVersion) ? schemaVersion : undefined,
      shared: shared === true,
    }
  })
  const count = isObject(json) ? json['count'] : undefined
  return { count: isCount(count) ? count : topics.length, topics }
}

export function readPartitions(json: unknown, answered: Answered): readonly Partition[] {
  return items(json, answered).map(({ id, leader, replicas, inSyncReplicas }) => {
    if (!isCount(id) || !isText(leader))
      throw notARegistry(answered, 'a partition in its JSON has no `id` or `leader`')
    return { id, leader, replicas: texts(replicas), inSyncReplicas: texts(inSyncReplicas) }
  })
}

/** `INTERNAL://10.0.0.5:9091`, or the same without the listener before it. */
const BROKER = /^(?:(?<listener>\w+):\/\/)?\[?(?<host>[^\]/]+?)\]?:(?<port>\d{1,5})$/

export function readBrokers(json: unknown, answered: Answered): readonly Broker[] {
  const listed = isObject(json) ? json['brokers'] : undefined
  if (!Array.isArray(listed)) throw notARegistry(answered, 'its JSON has no `brokers`')
  return listed.map((address) => {
    const { listener, host, port } = BROKER.exec(String(address))?.groups ?? {}
    if (host === undefined) throw notARegistry(answered, 'a broker in its JSON is no host:port')
    return { host, port: Number(port), listener }
  })
}

function items(json: unknown, answered: Answered): readonly Readonly<Record<string, unknown>>[] {
  if (!isObject(json)) throw notARegistry(answered, 'its JSON is not an object')
  const { items: listed = [] } = json
  if (Array.isArray(listed) && listed.every(isObject)) return listed
  throw notARegistry(answered, 'the `items` of its JSON are no list of objects')
}

/** A whole number from 0 on that JavaScript holds exactly. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(isText) : []
}
