import { type ProjectCredentials, readCredentials } from './answers/credentials.ts'
import {
  type Broker,
  type Partition,
  type ProjectInfo,
  readBrokers,
  readPartitions,
  readProjectInfo,
  readRelease,
  readTopics,
  type TopicList,
} from './answers/projects.ts'
import { Counters, type CounterValues } from './cache/counters.ts'
import { SingleFlight } from './cache/single-flight.ts'
import type { CallOptions } from './call-options.ts'
import { RegistryError } from './errors.ts'
import {
  type ConnectionOptions,
  checkConnection,
  type HopsworksRegistryOptions,
} from './options.ts'
import type { NewTopic, TopicQuery } from './questions/project-questions.ts'
import * as questions from './questions/project-questions.ts'
import { checkPositiveInt, segment } from './questions/question.ts'
import { HopsworksRegistry } from './registry.ts'
import { aborted, Caller } from './transport/caller.ts'

/** How to reach a project. */
export interface HopsworksProjectOptions extends ConnectionOptions {
  /** `https://host:port/hopsworks-api/api`; plain http is refused. */
  readonly url: string
  /** The project's id, or its name, whose id is asked for with the first call. */
  readonly project: number | string
}

/** What a project's registry may have besides the options of the project. */
export type ProjectRegistryOptions = Pick<HopsworksRegistryOptions, 'latestTtlMs' | 'missTtlMs'>

const API_URL = 'Give https://host:port/hopsworks-api/api.'

/**
 * One project of a Hopsworks cluster: topics, brokers, certificates. What concerns schemas is
 * {@link HopsworksRegistry}.
 *
 * Every method rejects with {@link RegistryError} and nothing else. Looking a project up by its
 * name, and its certificates, need a key with the scope PROJECT; topics and brokers, KAFKA. Making
 * and deleting topics needs the role Data owner.
 */
export class HopsworksProject {
  readonly #options: HopsworksProjectOptions
  readonly #base: string
  readonly #counters: Counters
  readonly #caller: Caller
  readonly #flights = new SingleFlight<'id', number>()
  #id: number | undefined

  /**
   * Checks the options; connects with the first call.
   *
   * @throws {RegistryError} `ERR_REGISTRY_BAD_OPTIONS`, `ERR_REGISTRY_BAD_ARGUMENT`,
   *   `ERR_REGISTRY_BAD_API_KEY`, `ERR_REGISTRY_BAD_CA`
   */
  constructor(options: HopsworksProjectOptions) {
    const { project } = options
    if (typeof project === 'number') checkPositiveInt(project, 'project id')
    else segment(project, 'project')
    const settings = checkConnection(options, API_URL)
    this.#options = options
    this.#base = settings.base
    this.#id = typeof project === 'number' ? project : undefined
    this.#counters = new Counters(options.onCounters)
    this.#caller = new Caller(settings, this.#counters)
  }

  /** What the client has done so far; `onCounters` is told of each change. */
  get counters(): CounterValues {
    return this.#counters.values
  }

  /**
   * The project's id; asked for once where its name was given.
   *
   * @throws {RegistryError} `ERR_REGISTRY_PROJECT_NOT_FOUND`
   */
  async id({ signal }: CallOptions = {}): Promise<number> {
    const { project } = this.#options
    if (this.#id !== undefined) return this.#id
    const question = questions.askForProject(String(project))
    const ask = async (shared?: AbortSignal): Promise<number> => {
      const { id } = await this.#caller.ask(question, readProjectInfo, shared)
      this.#id = id
      return id
    }
    return this.#flights.run('id', ask, signal).catch((error: unknown) => {
      throw error instanceof RegistryError ? error : aborted(question, error)
    })
  }

  /**
   * What Hopsworks tells of a project by its name.
   *
   * @param name the project's own by default
   * @throws {RegistryError} `ERR_REGISTRY_PROJECT_NOT_FOUND`
   */
  async info(name: string, { signal }: CallOptions = {}): Promise<ProjectInfo> {
    return this.#caller.ask(questions.askForProject(name), readProjectInfo, signal)
  }

  /** The release of the cluster: `3.7.0`. Needs no key, and none is sent. */
  async release({ signal }: CallOptions = {}): Promise<string> {
    return this.#caller.ask(questions.askForRelease(), readRelease, signal)
  }

  /** The topics of the project, and how many there are without `offset` and `limit`. */
  async topics({ signal, ...query }: TopicQuery & CallOptions = {}): Promise<TopicList> {
    const id = await this.id(given(signal))
    return this.#caller.ask(questions.askForTopics(id, query), readTopics, signal)
  }

  /**
   * Makes a topic in Kafka and in the project. Not tried again when the answer is lost, for it may
   * be there by then.
   *
   * @throws {RegistryError} `ERR_REGISTRY_CONFLICT` when another one has the name, in whatever
   *   project; `ERR_REGISTRY_LIMIT_REACHED`; `ERR_REGISTRY_SUBJECT_NOT_FOUND`;
   *   `ERR_REGISTRY_FORBIDDEN`; `ERR_REGISTRY_BAD_ARGUMENT` for what Kafka does not take as a name
   */
  async createTopic(topic: NewTopic, { signal }: CallOptions = {}): Promise<void> {
    const id = await this.id(given(signal))
    await this.#caller.ask(questions.askToCreateTopic(id, topic), () => undefined, signal)
  }

  /**
   * Deletes a topic with all its records. From 3.2 on Hopsworks says nothing about a topic that
   * is not there.
   *
   * @throws {RegistryError} `ERR_REGISTRY_TOPIC_NOT_FOUND`, `ERR_REGISTRY_FORBIDDEN`
   */
  async deleteTopic(topic: string, { signal }: CallOptions = {}): Promise<void> {
    const id = await this.id(given(signal))
    await this.#caller.ask(questions.askToDeleteTopic(id, topic), () => undefined, signal)
  }

  /**
   * The partitions of a topic, and the hosts that have them.
   *
   * @throws {RegistryError} `ERR_REGISTRY_TOPIC_NOT_FOUND`
   */
  async partitions(topic: string, { signal }: CallOptions = {}): Promise<readonly Partition[]> {
    const id = await this.id(given(signal))
    return this.#caller.ask(questions.askForPartitions(id, topic), readPartitions, signal)
  }

  /**
   * The brokers, as the cluster tells them. Releases before 3.3 and from 3.4 to 3.8 tell internal
   * addresses only, whatever is asked for: `listener` says so where the cluster does, and an
   * address may not be reachable from outside.
   *
   * @param external whether those for clients outside are wanted, true by default
   */
  async brokers({
    signal,
    external = true,
  }: CallOptions & { readonly external?: boolean } = {}): Promise<readonly Broker[]> {
    const id = await this.id(given(signal))
    return this.#caller.ask(questions.askForBrokers(id, external), readBrokers, signal)
  }

  /**
   * The project's certificates: both stores and their password, and PEM texts from 3.0 on. What is
   * returned shows none of it when it is printed.
   */
  async credentials({ signal }: CallOptions = {}): Promise<ProjectCredentials> {
    const id = await this.id(given(signal))
    return this.#caller.ask(questions.askForCredentials(id), readCredentials, signal)
  }

  /** A client of the project's schema registry, with the options of this one; closed on its own. */
  async registry(options: ProjectRegistryOptions & CallOptions = {}): Promise<HopsworksRegistry> {
    const { signal, ...own } = options
    const id = await this.id(given(signal))
    const { project: _, ...connection } = this.#options
    const url = `${this.#base}/project/${id}/kafka`
    return new HopsworksRegistry({ ...connection, ...own, url })
  }

  /** Ends what is under way with `ERR_REGISTRY_CLOSED` and drops the connections. */
  async close(): Promise<void> {
    await this.#caller.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

function given(signal: AbortSignal | undefined): CallOptions {
  return signal ? { signal } : {}
}
