import { aborted, Caller, type Reader } from './caller.ts'
import { RegistryError } from './errors.ts'
import { checkOptions, type HopsworksRegistryOptions } from './options.ts'
import {
  askForLookup,
  askForSchema,
  askForTopic,
  askForVersion,
  type Question,
} from './question.ts'
import { SchemaCache } from './schema-cache.ts'
import { SingleFlight } from './single-flight.ts'
import { type Expected, readSchema, readVersion, type SubjectVersion } from './subject-version.ts'

/** What a single call may be given. */
export interface CallOptions {
  /** Ends the call with `ERR_REGISTRY_ABORTED`. */
  readonly signal?: AbortSignal
}

/** 32 Mi characters: some thousand schemas of the largest size that Hopsworks keeps. */
const MAX_CACHED_CHARACTERS = 32 * 1024 * 1024

/**
 * A client of one Hopsworks project's schema registry.
 *
 * Every method rejects with {@link RegistryError} and nothing else. Failures that may pass are
 * tried again within the time of the call (see `requestTimeoutMs`). Schemas are kept by id, since
 * an id never changes its schema; everything else is asked for each time.
 */
export class HopsworksRegistry {
  readonly #caller: Caller
  readonly #schemas = new SchemaCache(MAX_CACHED_CHARACTERS)
  readonly #flights = new SingleFlight<number, string>()

  /**
   * Checks the options; connects with the first call.
   *
   * @throws {RegistryError} `ERR_REGISTRY_BAD_OPTIONS`, `ERR_REGISTRY_BAD_API_KEY`,
   *   `ERR_REGISTRY_BAD_CA`
   */
  constructor(options: HopsworksRegistryOptions) {
    this.#caller = new Caller(checkOptions(options))
  }

  /**
   * The schema text of an id, as it stands before a record. Asked for once; calls for the same id
   * at the same time share one request.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SCHEMA_NOT_FOUND`
   */
  async schemaById(id: number, { signal }: CallOptions = {}): Promise<string> {
    const question = askForSchema(id)
    return this.#schemas.get(id) ?? (await this.#fetchSchema(id, question, signal))
  }

  /**
   * The subject's version with the highest number.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`
   */
  async latest(subject: string, { signal }: CallOptions = {}): Promise<SubjectVersion> {
    const question = askForVersion(subject, 'latest')
    return this.#caller.ask(question, this.#versionReader({ subject }), signal)
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
    const question = askForVersion(subject, version)
    return this.#caller.ask(question, this.#versionReader({ subject, version }), signal)
  }

  /**
   * The subject version that is attached to a topic. The subject's name need not be the topic's.
   *
   * @throws {RegistryError} `ERR_REGISTRY_TOPIC_NOT_FOUND`, or `ERR_REGISTRY_SUBJECT_NOT_FOUND`
   *   when no schema is attached to the topic
   */
  async subjectOfTopic(topic: string, { signal }: CallOptions = {}): Promise<SubjectVersion> {
    return this.#caller.ask(askForTopic(topic), this.#versionReader({}), signal)
  }

  /**
   * The version under which the subject has this very schema. Whitespace and the order of
   * attributes do not count; documentation, defaults and the order of fields do.
   *
   * @throws {RegistryError} `ERR_REGISTRY_SUBJECT_NOT_FOUND`, `ERR_REGISTRY_SCHEMA_NOT_REGISTERED`,
   *   `ERR_REGISTRY_INVALID_SCHEMA`
   */
  async lookup(
    subject: string,
    schema: string,
    { signal }: CallOptions = {},
  ): Promise<SubjectVersion> {
    const question = askForLookup(subject, schema)
    return this.#caller.ask(question, this.#versionReader({ subject }), signal)
  }

  /** Ends what is under way with `ERR_REGISTRY_CLOSED` and drops the connections. */
  async close(): Promise<void> {
    await this.#caller.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #fetchSchema(id: number, question: Question, signal?: AbortSignal): Promise<string> {
    const fetch = async (shared: AbortSignal): Promise<string> => {
      const schema = await this.#caller.ask(question, readSchema, shared)
      this.#schemas.set(id, schema)
      return schema
    }
    try {
      return await this.#flights.run(id, fetch, signal)
    } catch (error) {
      throw error instanceof RegistryError ? error : aborted(question, error)
    }
  }

  /** Reads a subject version, and keeps its schema for those who will ask for it by id. */
  #versionReader(expected: Expected): Reader<SubjectVersion> {
    return (json, answered) => {
      const found = readVersion(json, answered, expected)
      this.#schemas.set(found.id, found.schema)
      return found
    }
  }
}
