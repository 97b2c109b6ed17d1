import {
  checkSeeds,
  type Era,
  MockHopsworksError,
  type SubjectSeed,
} from '@hops-kafka/mock-hopsworks'
import type { MockPlan } from './engine.ts'
import { SandboxError } from './errors.ts'
import { PROJECT, SENSOR_SCHEMA, SUBJECT, TOPIC } from './guide.ts'
import type { Identity } from './identity.ts'
import type { NewTopic } from './kafka-admin.ts'

/** A topic that is there from the start. */
export interface SandboxTopic {
  readonly name: string
  /** @default 1 */
  readonly partitions?: number
  /** The subject that the REST server names for it. @default none: the topic is in Kafka only */
  readonly subject?: string
  /** Version of {@link subject}. @default 1 */
  readonly version?: number
}

/**
 * What a sandbox has from the start, besides the guide's subject and topic. Where one has the
 * guide's name, the guide's is not there.
 */
export interface Seeds {
  /** Registered in this order, after the guide's; a subject named twice gets two versions. @default none */
  readonly subjects?: readonly SubjectSeed[]
  /** Made in Kafka for the project's user, and known to the REST server. @default none */
  readonly topics?: readonly SandboxTopic[]
  /** The release that the REST server answers as: 2.2.0, 3.7.0 or 5.2.0. @default '3.x' */
  readonly era?: Era
}

/** What the REST server is to hold: the guide's project, and what the seeds add. */
export type MockContent = Omit<MockPlan, 'tls' | 'port'>

/**
 * The content of the REST server.
 *
 * @throws {SandboxError} ERR_SANDBOX_BAD_ARGUMENT when a schema is not Avro, or a topic names a
 *   subject or version that is not there
 */
export function mockContent({ apiKey }: Pick<Identity, 'apiKey'>, seeds: Seeds): MockContent {
  const own = seeds.subjects ?? []
  const guides = own.some(({ subject }) => subject === SUBJECT)
    ? []
    : [{ subject: SUBJECT, schema: SENSOR_SCHEMA }]
  const subjects = [...guides, ...own]
  const topics = namedTopics([...guidesTopic(seeds), ...(seeds.topics ?? [])])
  try {
    checkSeeds(subjects, topics)
  } catch (cause) {
    if (!(cause instanceof MockHopsworksError)) throw cause
    throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', { ...textsOf(cause), cause })
  }
  const { era } = seeds
  const project = { id: PROJECT.id, name: PROJECT.name }
  return { project, apiKey, subjects, topics, ...(era === undefined ? {} : { era }) }
}

/** The topics that Kafka is to have. */
export function kafkaTopics(seeds: Seeds): NewTopic[] {
  const topics = [...guidesTopic(seeds), ...(seeds.topics ?? [])]
  return topics.map(({ name, partitions = 1 }) => ({ name, partitions }))
}

function guidesTopic({ topics = [] }: Seeds): SandboxTopic[] {
  return topics.some(({ name }) => name === TOPIC.name) ? [] : [{ ...TOPIC, subject: SUBJECT }]
}

function namedTopics(topics: readonly SandboxTopic[]): MockContent['topics'] {
  return topics.flatMap(({ name, partitions = 1, subject, version = 1 }) =>
    subject === undefined ? [] : [{ name, partitions, subject, version }],
  )
}

function textsOf({ what, because, fix }: MockHopsworksError) {
  return { what, because, fix }
}
