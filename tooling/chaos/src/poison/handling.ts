import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Consumer,
  createConsumer,
  type FailureAction,
  type FailurePolicy,
} from '@hops-kafka/kafka-client'
import { committedOffsets } from '../consumers/group.ts'
import { decodeNumber, type PoisonedTopic, poisonOf } from './poisoned-topic.ts'

/** A record that can be healed is handled at this attempt. */
export const ATTEMPTS = 3
const PATIENCE_MS = 60_000
const POLL_MS = 20

/** What a consumer says of itself. */
export interface Told {
  readonly skipped: number
  /** Dead letters. */
  readonly letters: number
}

/** A consumer of a poisoned topic, and what it has done. */
export class Handling {
  readonly groupId = `chaos-${crypto.randomUUID()}`
  readonly topic: PoisonedTopic
  /** How often each record was handled. */
  readonly #handled: Uint8Array
  readonly attempts = new Map<number, number>()
  failures = 0
  again = 0
  warnings = 0

  constructor(topic: PoisonedTopic) {
    this.topic = topic
    this.#handled = new Uint8Array(topic.count)
  }

  get handled(): number {
    return this.#handled.reduce((sum, times) => sum + (times === 0 ? 0 : 1), 0)
  }

  /** Joins the group and handles records until `until` holds; then closes. */
  async consume(
    onFailure: FailureAction | FailurePolicy,
    until: (consumer: Consumer<number>) => boolean | Promise<boolean>,
    more: { readonly deadLetterTopic?: string; readonly heals?: boolean } = {},
  ): Promise<Told> {
    const { heals = false, ...options } = more
    const { connection, topic } = this.topic
    const onLog = ({ level }: { readonly level: string }): void => {
      if (level === 'warn') this.warnings += 1
    }
    await using consumer = await createConsumer(
      { ...connection, onLog },
      {
        topic,
        groupId: this.groupId,
        value: { decode: decodeNumber },
        onFailure: (failed) => {
          this.failures += 1
          return typeof onFailure === 'function' ? onFailure(failed) : onFailure
        },
        ...options,
      },
    )
    const running = consumer.run(({ value }) => this.#handle(Number(value), heals))
    let ended = false
    const end = running.finally(() => {
      ended = true
    })
    end.catch(() => undefined)
    for (const deadline = Date.now() + PATIENCE_MS; !ended && !(await until(consumer)); ) {
      if (Date.now() > deadline) throw new Error(`after ${PATIENCE_MS} ms: ${this.handled} handled`)
      await sleep(POLL_MS)
    }
    if (!ended) await consumer.close()
    await end
    return { skipped: consumer.skipped, letters: consumer.deadLettered }
  }

  /** What Kafka says of the group, asked by another client. */
  async committed(): Promise<ReadonlyMap<number, number>> {
    const { cluster, topic } = this.topic
    return await committedOffsets(cluster.direct, { topic, groupId: this.groupId })
  }

  #handle(id: number, heals: boolean): void {
    const attempt = (this.attempts.get(id) ?? 0) + 1
    if (poisonOf(id) === 'handler') {
      this.attempts.set(id, attempt)
      if (!heals || attempt < ATTEMPTS) throw new Error(`no way to handle ${id}`)
    }
    if (this.#handled[id] !== 0) this.again += 1
    this.#handled[id] = 1
  }
}
