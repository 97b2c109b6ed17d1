import { readIsCompatible, readLevel } from './answers/compatibility.ts'
import {
  type RegisteredVersion,
  readId,
  readNames,
  readRegistered,
  readVersionList,
  readVersionNumber,
  type SubjectVersion,
} from './answers/versions.ts'
import type { CompatibilityLevel } from './avro/levels.ts'
import { checkRecordName } from './avro/record-name.ts'
import { CachedCaller } from './cache/cached-caller.ts'
import { Counters, type CounterValues } from './cache/counters.ts'
import { SchemaCaches } from './cache/schema-caches.ts'
import type { CallOptions, RegisterOptions } from './call-options.ts'
import { unlessMissing } from './errors.ts'
import { listOrReason } from './explain-list-failure.ts'
import { explainRefusal } from './explain-refusal.ts'
import { checkRegistryOptions, type HopsworksRegistryOptions } from './options.ts'
import type { Profile } from './profile.ts'
import type { Question } from './questions/question.ts'
import * as questions from './questions/registry-questions.ts'
import { Caller } from './transport/caller.ts'

/**
 * A client of one project's schema registry.
 *
 * Every method rejects with `RegistryError` and nothing else. Failures that may pass are
 * tried again within the time of the call (see `requestTimeoutMs`) where asking twice does no harm.
 */
export class HopsworksRegistry {
  readonly #profile: Profile
  readonly #counters: Counters
  readonly #caller: Caller
  readonly #cached: CachedCaller

  /**
   * Checks the options; connects with the first call.
   *
   * @throws {RegistryError} `ERR_REGISTRY_BAD_OPTIONS`, `ERR_REGISTRY_BAD_API_KEY`,
   *   `ERR_REGISTRY_BAD_CA`
   */
  constructor(options: HopsworksRegistryOptions) {
    const settings = checkRegistryOptions(options)
    this.#profile = settings.profile
    this.#counters = new Counters(options.onCounters)
    this.#caller = new Caller(settings, this.#counters)
    this.#cached = new CachedCaller(this.#caller, new SchemaCaches(settings, this.#counters))
  }

  /** What the client has done so far; `onCounters` is told of each change. */
  get counters(): CounterValues {
    return this.#counters.values
  }

  /**
   * The schema text of an id, as it stands before a record. Asked for once, since an id never
   * changes its schema; calls for the same id at the same time share one request.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SCHEMA_NOT_FOUND`
   */
  async schemaById(id: number, { signal }: CallOptions = {}): Promise<string> {
    return this.#cached.schema(id, signal)
  }

  /**
   * The subject's version with the highest number, kept for `latestTtlMs`.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`
   */
  async latest(subject: string, { signal }: CallOptions = {}): Promise<SubjectVersion> {
    return this.#cached.current(questions.askForVersion(subject, 'latest'), { subject }, signal)
  }

  /**
   * The subject version that is attached to a topic, kept for `latestTtlMs`. The subject's name
   * need not be the topic's.
   *
   * @throws {RegistryError} `ERR_REGISTRY_TOPIC_NOT_FOUND`, or `ERR_REGISTRY_SUBJECT_NOT_FOUND`
   *   when no schema is attached to the topic
   */
  async subjectOfTopic(topic: string, { signal }: CallOptions = {}): Promise<SubjectVersion> {
    return this.#cached.current(questions.askForTopicSubject(topic), {}, signal)
  }

  /**
   * One version of a subject.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`, `ERR_REGISTRY_VERSION_NOT_FOUND`
   */
  async version(
    subject: string,
    version: number,
    { signal }: CallOptions = {},
  ): Promise<SubjectVersion> {
    const question = questions.askForVersion(subject, version)
    return this.#cached.version(question, { subject, version }, signal)
  }

  /**
   * The schema text of a version and nothing else.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`, `ERR_REGISTRY_VERSION_NOT_FOUND`
   */
  async schemaText(
    subject: string,
    version: number | 'latest',
    { signal }: CallOptions = {},
  ): Promise<string> {
    return this.#caller.ask(questions.askForSchemaText(subject, version), String, signal)
  }

  /** The names of all subjects. A name with a comma in it comes out as two on Hopsworks. */
  async subjects({ signal }: CallOptions = {}): Promise<readonly string[]> {
    const list = this.#caller.ask(questions.askForSubjects(), readNames, signal)
    return this.#list(list, questions.askForLevel(), signal)
  }

  /**
   * The numbers of a subject's versions, ascending.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`
   */
  async versions(subject: string, { signal }: CallOptions = {}): Promise<readonly number[]> {
    const list = this.#caller.ask(questions.askForVersions(subject), readVersionList, signal)
    return this.#list(list, questions.askForVersion(subject, 'latest'), signal)
  }

  /**
   * The version under which the subject has this very schema. Whitespace and the order of
   * attributes do not count; documentation, defaults and the order of fields do.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`, `ERR_REGISTRY_SCHEMA_NOT_REGISTERED`,
   *   `ERR_REGISTRY_INVALID_SCHEMA` with the JSON path of the fault
   */
  async lookup(
    subject: string,
    schema: string,
    { signal }: CallOptions = {},
  ): Promise<SubjectVersion> {
    const question = questions.askForLookup(subject, schema)
    const found = this.#cached.version(question, { subject }, signal)
    return this.#explained(found, subject, schema)
  }

  /**
   * Registers a schema as the subject's next version; one that the subject has already gives the
   * version it has.
   *
   * @throws {RegistryError} `ERR_REGISTRY_NAME_MISMATCH` before anything is sent;
   *   `ERR_REGISTRY_INCOMPATIBLE` with the reasons in `incompatibilities`,
   *   `ERR_REGISTRY_INVALID_SCHEMA` with the JSON path of the fault, `ERR_REGISTRY_CONFLICT` for a
   *   name that Hopsworks keeps for itself
   */
  async register(
    subject: string,
    schema: string,
    { signal, anyName = false }: RegisterOptions = {},
  ): Promise<RegisteredVersion> {
    const question = questions.askToRegister(subject, schema)
    if (this.#profile.subjectIsRecordName && !anyName) checkRecordName(subject, schema)
    const registered = this.#profile.tellsVersion
      ? this.#caller.ask(question, (json, a) => readRegistered(json, a, { subject }), signal)
      : this.#registerById(question, subject, schema, signal)
    return this.#cached.changing(this.#explained(registered, subject, schema))
  }

  /**
   * Deletes a subject for good; the numbers of the versions that it had. On Hopsworks their schemas
   * can still be read by id.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`, `ERR_REGISTRY_CONFLICT` when a topic
   *   points to it
   */
  async deleteSubject(subject: string, { signal }: CallOptions = {}): Promise<readonly number[]> {
    const question = questions.askToDeleteSubject(subject)
    return this.#cached.changing(this.#caller.ask(question, readVersionList, signal))
  }

  /**
   * Deletes a version for good, and with it the subject's own level; the number that it had.
   * Hopsworks gives the highest number again once it is free.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`, `ERR_REGISTRY_VERSION_NOT_FOUND`,
   *   `ERR_REGISTRY_CONFLICT` when a topic points to it
   */
  async deleteVersion(
    subject: string,
    version: number | 'latest',
    { signal }: CallOptions = {},
  ): Promise<number> {
    const question = questions.askToDeleteVersion(subject, version)
    return this.#cached.changing(this.#caller.ask(question, readVersionNumber, signal))
  }

  /**
   * Whether the server finds a schema compatible with one version, at the level of the subject or
   * else of the registry. It gives no reasons: `checkCompatibility` does.
   *
   * @param version the highest by default
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`, `ERR_REGISTRY_VERSION_NOT_FOUND`,
   *   `ERR_REGISTRY_INVALID_SCHEMA` with the JSON path of the fault
   */
  async isCompatible(
    subject: string,
    schema: string,
    { signal, version = 'latest' }: CallOptions & { readonly version?: number | 'latest' } = {},
  ): Promise<boolean> {
    const question = questions.askForCompatibility(subject, schema, version)
    return this.#explained(this.#caller.ask(question, readIsCompatible, signal), subject, schema)
  }

  /** The level that holds for subjects without one of their own. */
  async level({ signal }: CallOptions = {}): Promise<CompatibilityLevel> {
    return this.#caller.ask(questions.askForLevel(), readLevel, signal)
  }

  /** Sets the level that holds for subjects without one of their own, and tells it. */
  async setLevel(
    level: CompatibilityLevel,
    { signal }: CallOptions = {},
  ): Promise<CompatibilityLevel> {
    return this.#caller.ask(questions.askToSetLevel(level), readLevel, signal)
  }

  /** The subject's own level; undefined where it has none, or where there is no such subject. */
  async levelOfSubject(
    subject: string,
    { signal }: CallOptions = {},
  ): Promise<CompatibilityLevel | undefined> {
    const own = this.#caller.ask(questions.askForLevel(subject), readLevel, signal)
    return unlessMissing(own, 'ERR_REGISTRY_SUBJECT_NOT_FOUND')
  }

  /**
   * Gives a subject a level of its own, and tells it.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`
   */
  async setLevelOfSubject(
    subject: string,
    level: CompatibilityLevel,
    { signal }: CallOptions = {},
  ): Promise<CompatibilityLevel> {
    return this.#caller.ask(questions.askToSetLevel(level, subject), readLevel, signal)
  }

  /**
   * Attaches a subject's version to a topic.
   *
   * @throws {RegistryError} `ERR_REGISTRY_TOPIC_NOT_FOUND`, `ERR_REGISTRY_VERSION_NOT_FOUND`
   */
  async linkTopic(
    topic: string,
    { subject, version }: { readonly subject: string; readonly version: number },
    { signal }: CallOptions = {},
  ): Promise<void> {
    const question = questions.askToLinkTopic(topic, subject, version)
    await this.#cached.changing(this.#caller.ask(question, () => undefined, signal))
  }

  /** Ends what is under way with `ERR_REGISTRY_CLOSED` and drops the connections. */
  async close(): Promise<void> {
    await this.#caller.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Lets another question tell why there is no list, where its own answer does not. */
  #list<T>(list: Promise<T>, why: Question, signal?: AbortSignal): Promise<T> {
    if (!this.#profile.hidesListErrors) return list
    return listOrReason(list, () => this.#caller.ask(why, () => undefined, signal))
  }

  /** Registers where the answer tells the id only, and asks for the version. */
  async #registerById(
    question: Question,
    subject: string,
    schema: string,
    signal?: AbortSignal,
  ): Promise<RegisteredVersion> {
    const id = await this.#caller.ask(question, readId, signal)
    const lookup = questions.askForLookup(subject, schema)
    const found = await this.#cached.version(lookup, { subject }, signal)
    return { id, subject, version: found.version }
  }

  /** Adds to a refusal where in the schema the reason is. */
  #explained<T>(call: Promise<T>, subject: string, schema: string): Promise<T> {
    return call.catch(async (error: unknown) => {
      throw await explainRefusal(this, error, { subject, schema })
    })
  }
}
