import { normaliseAvro } from '../avro/avro-text.ts'
import { type EraTraits, traitsOf } from '../eras.ts'
import { badOption, MockHopsworksError } from '../errors.ts'
import type {
  Brokers,
  MockSeeds,
  ProjectSeed,
  StoreFiles,
  SubjectSeed,
  TopicSeed,
} from '../options.ts'
import type { MockState } from './saved.ts'
import { SubjectStore } from './subject-store.ts'
import { TopicTable } from './topic-table.ts'

/** One project, as the routes see it. */
export interface Project {
  readonly id: number
  readonly name: string
  readonly registry: SubjectStore
  readonly stores: StoreFiles | undefined
}

/** Documentation addresses: without a word about brokers, what is told cannot be dialled. */
const NOWHERE: Brokers = { internal: ['10.0.2.15:9091'], external: ['192.0.2.15:9092'] }

/** Everything that the mock knows: projects, their registries, and the topics of all of them. */
export class Cluster {
  readonly era: EraTraits
  readonly brokers: Brokers
  readonly topics: TopicTable
  readonly #projects: readonly Project[]
  #nextSchemaId: number

  /** @throws {MockHopsworksError} when seeds contradict each other or a schema is not Avro */
  constructor(seeds: MockSeeds) {
    const { era = '3.x', brokers = NOWHERE, clusterInfo, state } = seeds
    const traits = traitsOf(era)
    this.era = clusterInfo === undefined ? traits : { ...traits, clusterInfo }
    this.brokers = brokers
    this.topics = new TopicTable(state?.topics)
    this.#nextSchemaId = state?.nextSchemaId ?? 1
    const projects = [mainProject(seeds), ...(seeds.projects ?? [])]
    this.#projects = projects.map((seed) => this.#addProject(seed, state))
  }

  project(id: number): Project | undefined {
    return this.#projects.find((project) => project.id === id)
  }

  projects(): readonly Project[] {
    return this.#projects
  }

  projectNamed(name: string): Project | undefined {
    return this.#projects.find((project) => project.name === name)
  }

  save(): MockState {
    return {
      nextSchemaId: this.#nextSchemaId,
      projects: this.#projects.map(({ id, name, registry }) => ({
        id,
        name,
        registry: registry.save(),
      })),
      topics: this.topics.all(),
    }
  }

  #addProject({ id, name, subjects, topics, stores }: ProjectSeed, state?: MockState): Project {
    const saved = state?.projects.find((project) => project.id === id)?.registry
    const registry = new SubjectStore(() => this.#nextSchemaId++, saved)
    if (!saved) {
      for (const { subject, schema } of subjects) registry.add(subject, avroOf({ subject, schema }))
      for (const topic of topics) this.#addTopic(id, registry, topic)
    }
    return { id, name, registry, stores }
  }

  #addTopic(projectId: number, registry: SubjectStore, topic: TopicSeed): void {
    const { name, partitions, replicas = 1, subject, version } = topic
    if (subject === undefined || version === undefined) {
      this.topics.set({ name, projectId, partitions, replicas })
      return
    }
    if (!registry.version(subject, version)) {
      throw badOption(`topic "${name}"`, {
        because: `the subject "${subject}" has no version ${version}`,
        fix: `The subjects are ${registry.subjects().join(', ')}; name one of them in \`topics\`.`,
      })
    }
    this.topics.set({ name, projectId, partitions, replicas, link: { subject, version } })
  }
}

function mainProject({ project, subjects, topics, stores }: MockSeeds): ProjectSeed {
  return { ...project, subjects, topics, ...(stores === undefined ? {} : { stores }) }
}

/** The schema's text, or an error that says whose it is. */
function avroOf({ subject, schema }: SubjectSeed): string {
  try {
    return normaliseAvro(schema)
  } catch (error) {
    if (!(error instanceof MockHopsworksError)) throw error
    const { code, because, fix, cause } = error
    throw new MockHopsworksError(code, { what: `schema of "${subject}"`, because, fix, cause })
  }
}
