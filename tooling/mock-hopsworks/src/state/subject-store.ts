import { normaliseAvro } from '../avro/avro-text.ts'
import { type Level, mayFollow } from '../avro/levels.ts'
import { INFERENCE_SCHEMAS, INFERENCE_SUBJECT } from './inference-schemas.ts'
import type { SavedSubjects } from './saved.ts'

/** One version of a subject, in the form in which Hopsworks answers it. */
export interface SubjectVersion {
  readonly id: number
  readonly subject: string
  readonly version: number
  readonly schema: string
}

/** The level that a new project has. */
const FIRST_LEVEL: Level = 'BACKWARD'

interface Subject {
  /** Schema ids by version, ascending. */
  readonly versions: Map<number, number>
  /** Its own level, where it has one. */
  level?: Level | undefined
}

/** What one project's registry keeps: schemas by id, subjects with their versions, levels. */
export class SubjectStore {
  level: Level = FIRST_LEVEL
  readonly #nextId: () => number
  /** Equal texts share an id within a project. A schema outlives the versions that had it. */
  readonly #ids = new Map<string, number>()
  readonly #texts = new Map<number, string>()
  readonly #subjects = new Map<string, Subject>()

  /** @param nextId counts over the whole cluster, as the database does */
  constructor(nextId: () => number, saved?: SavedSubjects) {
    this.#nextId = nextId
    if (saved) {
      this.#load(saved)
      return
    }
    for (const schema of INFERENCE_SCHEMAS) this.add(INFERENCE_SUBJECT, normaliseAvro(schema))
    this.setLevel(INFERENCE_SUBJECT, 'NONE')
  }

  /** Stores a normalised text as the subject's next version, or finds the version that has it. */
  add(subject: string, schema: string): SubjectVersion {
    const known = this.lookup(subject, schema)
    if (known) return known
    const version = (this.versions(subject).at(-1) ?? 0) + 1
    this.#subjectOf(subject).versions.set(version, this.#idOf(schema))
    return { id: this.#idOf(schema), subject, version, schema }
  }

  /** Whether the schema may become the subject's next version. */
  takes(subject: string, schema: string, breaksTransitive: boolean): boolean {
    const earlier = this.versions(subject).map((version) => this.version(subject, version)?.schema)
    const texts = earlier.filter((text) => text !== undefined).reverse()
    return mayFollow(schema, texts, this.effectiveLevel(subject, breaksTransitive))
  }

  /** The level that counts: the subject's own, or else the project's. */
  effectiveLevel(subject: string, breaksTransitive: boolean): Level {
    const level = this.ownLevel(subject) ?? this.level
    return breaksTransitive && level === 'BACKWARD_TRANSITIVE' ? 'FORWARD' : level
  }

  ownLevel(subject: string): Level | undefined {
    return this.#subjects.get(subject)?.level
  }

  setLevel(subject: string, level: Level): void {
    this.#subjectOf(subject).level = level
  }

  /** The subject's version that has exactly this normalised text. */
  lookup(subject: string, schema: string): SubjectVersion | undefined {
    return this.versions(subject)
      .map((version) => this.version(subject, version))
      .find((found) => found?.schema === schema)
  }

  version(subject: string, version: number | 'latest'): SubjectVersion | undefined {
    const number = version === 'latest' ? this.versions(subject).at(-1) : version
    const id = this.#subjects.get(subject)?.versions.get(number ?? 0)
    const schema = id === undefined ? undefined : this.#texts.get(id)
    if (id === undefined || number === undefined || schema === undefined) return undefined
    return { id, subject, version: number, schema }
  }

  schemaById(id: number): string | undefined {
    return this.#texts.get(id)
  }

  subjects(): readonly string[] {
    return [...this.#subjects.keys()]
  }

  /** The version numbers of a subject, ascending; none when there is no such subject. */
  versions(subject: string): readonly number[] {
    return [...(this.#subjects.get(subject)?.versions.keys() ?? [])]
  }

  /** Deletes a subject for good, its own level with it; returns the versions it had. */
  removeSubject(subject: string): readonly number[] {
    const versions = this.versions(subject)
    this.#subjects.delete(subject)
    return versions
  }

  /** Deletes a version for good. As on the server, the subject's own level goes as well. */
  removeVersion(subject: string, version: number): void {
    const found = this.#subjects.get(subject)
    found?.versions.delete(version)
    if (!found || found.versions.size === 0) this.#subjects.delete(subject)
    else found.level = undefined
  }

  save(): SavedSubjects {
    return {
      level: this.level,
      schemas: [...this.#texts].map(([id, schema]) => ({ id, schema })),
      subjects: [...this.#subjects].map(([subject, { versions, level }]) => ({
        subject,
        versions: [...versions].map(([version, id]) => ({ version, id })),
        ...(level === undefined ? {} : { level }),
      })),
    }
  }

  #load({ level, schemas, subjects }: SavedSubjects): void {
    this.level = level
    for (const { id, schema } of schemas) {
      this.#texts.set(id, schema)
      this.#ids.set(schema, id)
    }
    for (const { subject, versions, level: own } of subjects) {
      const ids = new Map(versions.map(({ version, id }) => [version, id]))
      this.#subjects.set(subject, { versions: ids, level: own })
    }
  }

  #subjectOf(name: string): Subject {
    const known = this.#subjects.get(name)
    if (known) return known
    const subject: Subject = { versions: new Map() }
    this.#subjects.set(name, subject)
    return subject
  }

  #idOf(text: string): number {
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const id = this.#nextId()
    this.#ids.set(text, id)
    this.#texts.set(id, text)
    return id
  }
}
