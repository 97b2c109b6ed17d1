import { normaliseAvro } from './avro-text.ts'
import { MockHopsworksError } from './errors.ts'
import { INFERENCE_SCHEMAS, INFERENCE_SUBJECT } from './inference-schemas.ts'

/** One version of a subject, in the form in which Hopsworks answers it. */
export interface SubjectVersion {
  readonly id: number
  readonly subject: string
  readonly version: number
  readonly schema: string
}

/** A schema to be registered at start. */
export interface SubjectSeed {
  readonly subject: string
  /** Avro schema text; a subject named twice gets two versions. */
  readonly schema: string
}

/** A topic, and the one subject version that a person chose for it. */
export interface TopicSeed {
  readonly name: string
  readonly subject: string
  readonly version: number
  readonly partitions: number
}

/** What one project keeps: its schemas, their ids, its subjects and its topics. */
export class ProjectStore {
  /** Schema texts; id n stands at n - 1. Ids count per project, and equal texts share one. */
  readonly #texts: string[] = []
  /** The versions of each subject; version n stands at n - 1. */
  readonly #versions = new Map<string, SubjectVersion[]>()
  readonly #topics = new Map<string, TopicSeed>()

  constructor(subjects: readonly SubjectSeed[], topics: readonly TopicSeed[]) {
    for (const schema of INFERENCE_SCHEMAS) this.register(INFERENCE_SUBJECT, normaliseAvro(schema))
    for (const { subject, schema } of subjects) this.register(subject, avroOf(subject, schema))
    for (const topic of topics) this.#addTopic(topic)
  }

  #addTopic(topic: TopicSeed): void {
    if (!this.version(topic.subject, topic.version)) {
      throw new MockHopsworksError('ERR_MOCK_HOPSWORKS_BAD_OPTIONS', {
        what: `topic "${topic.name}"`,
        because: `the subject "${topic.subject}" has no version ${topic.version}`,
        fix: `The subjects are ${this.subjects().join(', ')}; name one of them in \`topics\`.`,
      })
    }
    this.#topics.set(topic.name, topic)
  }

  /** Stores a normalised text as the subject's next version, or finds the version that has it. */
  register(subject: string, schema: string): SubjectVersion {
    const known = this.lookup(subject, schema)
    if (known) return known
    const versions = this.#versions.get(subject) ?? []
    const added = { id: this.#idOf(schema), subject, version: versions.length + 1, schema }
    this.#versions.set(subject, [...versions, added])
    return added
  }

  #idOf(text: string): number {
    const index = this.#texts.indexOf(text)
    return index < 0 ? this.#texts.push(text) : index + 1
  }

  /** The subject's version that has exactly this normalised text. */
  lookup(subject: string, schema: string): SubjectVersion | undefined {
    return this.#versions.get(subject)?.find((version) => version.schema === schema)
  }

  version(subject: string, version: number | 'latest'): SubjectVersion | undefined {
    const versions = this.#versions.get(subject)
    return version === 'latest' ? versions?.at(-1) : versions?.[version - 1]
  }

  subjectOfTopic(name: string): SubjectVersion | undefined {
    const topic = this.#topics.get(name)
    return topic && this.version(topic.subject, topic.version)
  }

  schemaById(id: number): string | undefined {
    return this.#texts[id - 1]
  }

  subjects(): readonly string[] {
    return [...this.#versions.keys()]
  }

  /** The version numbers of a subject, ascending; none when there is no such subject. */
  versions(subject: string): readonly number[] {
    return (this.#versions.get(subject) ?? []).map(({ version }) => version)
  }
}

/** The schema's text, or an error that says whose it is. */
function avroOf(subject: string, schema: string): string {
  try {
    return normaliseAvro(schema)
  } catch (error) {
    if (!(error instanceof MockHopsworksError)) throw error
    const { code, because, fix, cause } = error
    throw new MockHopsworksError(code, { what: `schema of "${subject}"`, because, fix, cause })
  }
}
