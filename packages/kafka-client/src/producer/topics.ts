import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaError } from '../errors.ts'
import type { Link } from './kafka-link.ts'
import type { Topic } from './topic.ts'
import { brokerError, meaningOf } from './verdict.ts'

/** A topic just created is unknown, or denied, while the news spreads through the cluster. */
const GRACE_MS = 5_000
const PAUSE_MS = 150
const UNKNOWN_TOPIC = 3

/** What topics are made of, and asked for. */
export interface TopicsParts {
  /** The topic of records that name none. */
  readonly name: string
  readonly newTopic: (name: string) => Topic
  readonly link: Link
  readonly faultOf: (thrown: unknown, topic: string) => KafkaError
}

/** The topics that a producer writes to. One that cannot be used holds up no other. */
export class Topics {
  /** Told when a topic is known, or cannot be used. */
  onKnown: (topic: Topic) => void = () => {}
  readonly #parts: TopicsParts
  readonly #own: Topic
  readonly #byName = new Map<string, Topic>()
  readonly #asking = new Set<Topic>()

  constructor(parts: TopicsParts) {
    this.#parts = parts
    this.#own = parts.newTopic(parts.name)
    this.#byName.set(parts.name, this.#own)
  }

  get byName(): ReadonlyMap<string, Topic> {
    return this.#byName
  }

  /** Whether records wait for room. */
  get waiting(): boolean {
    return [...this.#byName.values()].some(({ waiting, known }) => known && waiting.length > 0)
  }

  all(): Iterable<Topic> {
    return this.#byName.values()
  }

  of(name: string | undefined): Topic {
    if (name === undefined) return this.#own
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const topic = this.#parts.newTopic(name)
    this.#byName.set(name, topic)
    return topic
  }

  /** Asks the cluster for a topic that is not known yet. */
  ask(topic: Topic): void {
    if (topic.known || this.#asking.has(topic)) return
    this.#asking.add(topic)
    this.know(topic, GRACE_MS)
      .catch((error: KafkaError) => {
        topic.fault = error
      })
      .finally(() => {
        this.#asking.delete(topic)
        this.onKnown(topic)
      })
  }

  /**
   * Learns of a topic's partitions.
   * @throws KafkaError `ERR_KAFKA_UNKNOWN_TOPIC`, `ERR_KAFKA_NOT_AUTHORIZED`, `ERR_KAFKA_UNREACHABLE`
   */
  async know(topic: Topic, graceMs: number): Promise<void> {
    const deadline = Date.now() + graceMs
    for (;;) {
      const fault = await this.#learn(topic)
      if (fault === undefined) return
      if (Date.now() >= deadline) throw fault
      await sleep(PAUSE_MS)
    }
  }

  /** Closes all batches, so that none waits for company. */
  seal(): void {
    for (const { lanes } of this.#byName.values()) {
      for (const lane of lanes) lane.seal()
    }
  }

  /** Settles when every record that is on its way now has ended; {@link seal} comes first. */
  async settled(): Promise<void> {
    const ends: Promise<void>[] = []
    for (const topic of this.#byName.values()) {
      for (const { handle } of topic.waiting.items()) ends.push(handle.ended())
      for (const lane of topic.lanes) {
        for (const batch of lane.unended()) ends.push(batch.deliveries.ended())
      }
    }
    await Promise.all(ends)
  }

  async #learn(topic: Topic): Promise<KafkaError | undefined> {
    const { link, faultOf } = this.#parts
    try {
      const { topics } = await link.metadata([topic.name])
      const told = topics.find((one) => one.topic === topic.name)
      if (told !== undefined && told.errorCode === 0) topic.learn(told.partitions)
      const { name } = meaningOf(told?.errorCode ?? UNKNOWN_TOPIC)
      return topic.known ? undefined : faultOf(brokerError(name, 'never'), topic.name)
    } catch (thrown) {
      return faultOf(thrown, topic.name)
    }
  }
}
