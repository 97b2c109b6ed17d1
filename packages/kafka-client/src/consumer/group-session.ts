import type { Consumer, EachBatchHandler } from 'kafkajs'
import type { Client } from '../connection/cluster.ts'
import { KAFKAJS_RETRY } from '../connection/cluster.ts'
import { endsWithin } from '../deadline.ts'
import { KafkaError } from '../errors.ts'
import type { PartitionOffset } from './acked-offsets.ts'
import { StartOffsets } from './start-offsets.ts'

/** The long poll of a fetch is the least that a close takes (B11). */
const MAX_WAIT_MS = 500
/** After a broker went away the next session waits this long for the one before to be forgotten. */
const SESSION_TIMEOUT_MS = 10_000
const HEARTBEAT_MS = 2_000
const REBALANCE_TIMEOUT_MS = 30_000

/** Which group to join, and who is told what. */
export interface Membership {
  readonly topic: string
  readonly groupId: string
  /** Where to begin on a partition without a committed offset; absent for its beginning. */
  readonly startAt: ReadonlyMap<number, bigint> | undefined
  readonly onBatch: EachBatchHandler
  /** An assignment begins. */
  readonly onJoin: (partitions: readonly number[]) => void
  /** The assignment is about to end, and what it achieved can still be committed. */
  readonly onRebalance: () => void
  /** The coordinator has answered a heartbeat. */
  readonly onHeartbeat: () => void
  /** Puts an error of KafkaJS into words. */
  readonly faultOf: (thrown: unknown) => KafkaError
}

/** One life of a KafkaJS consumer, from its first join to its crash or stop; never started twice. */
export class GroupSession {
  readonly #membership: Membership
  readonly #client: Client
  readonly #consumer: Consumer
  readonly #joined: Promise<void>
  /** Resolves when the membership is lost; never when it was stopped in order. */
  readonly crashed: Promise<KafkaError>
  #commits = 0
  #isMember = false

  constructor(client: Client, membership: Membership) {
    this.#membership = membership
    this.#client = client
    this.#consumer = client.kafka.consumer({
      groupId: membership.groupId,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: MAX_WAIT_MS,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      // A crash ends this session; whether there is another is decided by who started it.
      retry: { ...KAFKAJS_RETRY, restartOnFailure: async () => false },
    })
    const starts = new StartOffsets({
      client,
      consumer: this.#consumer,
      membership,
      commit: (offsets) => this.commit(offsets),
    })
    const { events } = this.#consumer
    let lose = (_thrown: unknown): void => {}
    this.crashed = new Promise((resolve) => {
      lose = (thrown) => {
        this.#isMember = false
        resolve(membership.faultOf(thrown))
      }
    })
    this.#joined = new Promise((resolve) => {
      this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
        this.#isMember = true
        const partitions = payload.memberAssignment[membership.topic] ?? []
        membership.onJoin(partitions)
        starts.settle(partitions).then((settled) => settled && resolve(), lose)
      })
    })
    this.#consumer.on(events.CRASH, ({ payload }) => lose(payload.error))
    this.#consumer.on(events.REBALANCING, () => membership.onRebalance())
    this.#consumer.on(events.HEARTBEAT, () => membership.onHeartbeat())
    this.#consumer.on(events.COMMIT_OFFSETS, () => {
      this.#commits++
    })
  }

  /** Joins the group; KafkaJS's own `run` resolves even when that failed (B9). */
  async start(timeoutMs: number): Promise<void> {
    const began = this.#begin()
    const crash = this.crashed.then((error) => Promise.reject(error))
    if (await endsWithin(Promise.race([began.then(() => this.#joined), crash]), timeoutMs)) return
    throw new KafkaError('ERR_KAFKA_GROUP', {
      what: `cannot join group '${this.#membership.groupId}'`,
      because: `its coordinator gave no assignment within ${timeoutMs} ms`,
      fix: 'Look for members that do not take part in the rebalance, then try again',
      retriable: true,
    })
  }

  /**
   * Commits offsets; KafkaJS's `commitOffsets` resolves without a request when it is not running.
   * @throws KafkaError
   */
  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    const { topic, faultOf } = this.#membership
    const before = this.#commits
    if (!this.#isMember) throw this.#notMember()
    try {
      await this.#consumer.commitOffsets(
        offsets.map(({ partition, offset }) => ({ topic, partition, offset: String(offset) })),
      )
    } catch (thrown) {
      throw faultOf(thrown)
    }
    if (this.#commits === before) throw this.#notMember()
  }

  /** Leaves the group; cuts all connections at the latest after `timeoutMs`, so that no zombie goes on (B10). */
  async stop(timeoutMs: number): Promise<void> {
    // A stop in the middle of the first join would leave KafkaJS consuming: let that end first.
    const settled = Promise.race([this.#joined, this.crashed])
    const stopped = settled.then(() => this.#consumer.disconnect())
    await endsWithin(stopped, timeoutMs).catch(() => false)
    this.#client.sockets.seal()
  }

  #notMember(): KafkaError {
    return new KafkaError('ERR_KAFKA_GROUP', {
      what: `cannot commit for group '${this.#membership.groupId}'`,
      because: 'this consumer is not a member at the moment',
      fix: 'Wait for the next join: what is not committed comes again',
      retriable: true,
    })
  }

  async #begin(): Promise<void> {
    const { topic, startAt, onBatch, faultOf } = this.#membership
    try {
      await this.#consumer.connect()
      await this.#consumer.subscribe({ topic, fromBeginning: startAt === undefined })
      await this.#consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: onBatch,
      })
    } catch (thrown) {
      throw faultOf(thrown)
    }
  }
}
