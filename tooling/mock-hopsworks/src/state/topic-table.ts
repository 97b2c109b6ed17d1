/** A topic as Hopsworks' database has it. */
export interface Topic {
  /** Unique over the whole cluster, not only in its project. */
  readonly name: string
  readonly projectId: number
  readonly partitions: number
  readonly replicas: number
  /** The subject version that a person chose for it; from 3.4 on a topic can do without. */
  readonly link?: { readonly subject: string; readonly version: number }
}

/** Every topic of the cluster. */
export class TopicTable {
  readonly #topics = new Map<string, Topic>()

  constructor(topics: readonly Topic[] = []) {
    for (const topic of topics) this.set(topic)
  }

  has(name: string): boolean {
    return this.#topics.has(name)
  }

  /** A topic of the project; one of another project is not seen. */
  get(projectId: number, name: string): Topic | undefined {
    const topic = this.#topics.get(name)
    return topic?.projectId === projectId ? topic : undefined
  }

  set(topic: Topic): void {
    this.#topics.set(topic.name, topic)
  }

  remove(name: string): void {
    this.#topics.delete(name)
  }

  of(projectId: number): readonly Topic[] {
    return this.all().filter((topic) => topic.projectId === projectId)
  }

  /** Whether a topic of the project points to the subject, or to this version of it. */
  uses(projectId: number, subject: string, version?: number): boolean {
    return this.of(projectId).some(
      ({ link }) =>
        link?.subject === subject && (version === undefined || link.version === version),
    )
  }

  all(): readonly Topic[] {
    return [...this.#topics.values()]
  }
}
