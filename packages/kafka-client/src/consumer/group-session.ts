import kafkajs, { type Broker, type Cluster, type Consumer } from 'kafkajs'
import { type Client, KAFKAJS_RETRY } from '../connection/cluster.ts'
import { endsWithin } from '../deadline.ts'
import { KafkaError } from '../errors.ts'
import { clusterTap, sendAside, sendRequest } from '../kafkajs-internals.ts'
import { leaveGroup } from '../wire/leave-group.ts'
import { type Member, watchJoins } from './member.ts'
import type { Membership, PartitionOffset, Session } from './membership.ts'
import { stickyAssigner } from './sticky-assigner.ts'

/**
 * KafkaJS fetches nothing for us: this is how often it looks whether a heartbeat is due. Its last sleep outlives the
 * consumer and keeps the process, which is to be gone within a second.
 */
const TICK_MS = 800
/** After a broker went away the next session waits this long for the one before to be forgotten. */
const SESSION_TIMEOUT_MS = 10_000
const HEARTBEAT_MS = 2_000
const REBALANCE_TIMEOUT_MS = 30_000

/** One life of a KafkaJS consumer, from its first join to its crash or stop; never started twice. */
export class GroupSession implements Session {
  readonly cluster: Cluster
  readonly #membership: Membership
  readonly #client: Client
  readonly #consumer: Consumer
  readonly #joined: Promise<void>
  /** Resolves when the membership is lost; never when it was stopped in order. */
  readonly crashed: Promise<KafkaError>
  #lose: (thrown: unknown) => void = () => {}
  /** What the coordinator knows us by since the last join; of a join that is under way, what it will be. */
  #member: Member | undefined
  #joining: Member | undefined
  #isMember = false
  /** Whether the coordinator holds an answer back, and with it the connection, until others have joined. */
  #isWaiting = false
  #isStopped = false

  constructor(client: Client, membership: Membership) {
    this.#membership = membership
    this.#client = client
    const held = () => ({
      partitions: this.#isMember ? membership.held() : [],
      generation: this.#member?.generation ?? -1,
    })
    const tap = clusterTap(stickyAssigner(membership.topic, held))
    this.#consumer = client.kafka.consumer({
      groupId: membership.groupId,
      // The second one is for members that run an earlier version of this package.
      partitionAssigners: [tap.assigner, kafkajs.PartitionAssigners.roundRobin],
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: TICK_MS,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      // A crash ends this session; whether there is another is decided by who started it.
      retry: { ...KAFKAJS_RETRY, restartOnFailure: async () => false },
    })
    this.cluster = tap.cluster()
    watchJoins(this.cluster, {
      beforeJoin: async () => {
        if (this.#isMember && !this.#isStopped) await membership.onRejoin()
      },
      onMember: (member) => {
        this.#joining = member
      },
      onWaiting: (isWaiting) => {
        this.#isWaiting = isWaiting
      },
    })
    this.crashed = new Promise((resolve) => {
      this.#lose = (thrown) => {
        this.#isMember = false
        resolve(membership.faultOf(thrown))
      }
    })
    this.#joined = this.#listen()
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

  async committed(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const { topic, groupId, faultOf } = this.#membership
    if (partitions.length === 0) return new Map()
    try {
      const { coordinator } = this.#current()
      const wanted = partitions.map((partition) => ({ partition, offset: '-1' }))
      const answer = await coordinator.offsetFetch({
        groupId,
        topics: [{ topic, partitions: wanted }],
      })
      const offsets = (answer.responses[0]?.partitions ?? []).map(
        ({ partition, offset }): [number, number] => [partition, Number(offset)],
      )
      return new Map(offsets.filter(([, offset]) => offset >= 0))
    } catch (thrown) {
      throw faultOf(thrown)
    }
  }

  /**
   * Commits in the generation of the last join, so that a member that was passed over in a rebalance cannot commit
   * for partitions that are another's; KafkaJS's own commit would try again in the next generation.
   */
  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    const { topic, groupId, faultOf } = this.#membership
    try {
      const { coordinator, memberId, generation } = this.#current()
      await coordinator.offsetCommit({
        groupId,
        memberId,
        groupGenerationId: generation,
        topics: [
          {
            topic,
            partitions: offsets.map(({ partition, offset }) => ({
              partition,
              offset: String(offset),
            })),
          },
        ],
      })
    } catch (thrown) {
      throw faultOf(thrown)
    }
  }

  lose(thrown: unknown): void {
    this.#lose(thrown)
  }

  /**
   * Leaves the group and cuts all connections, within `timeoutMs`. KafkaJS is not waited for: it would first let what
   * it is doing end, a join included (B10, B11), and without connections it comes to nothing.
   */
  async stop(timeoutMs: number): Promise<void> {
    if (this.#isStopped) return
    this.#isStopped = true
    const member = this.#joining
    this.#isMember = false
    if (member !== undefined) {
      const { groupId } = this.#membership
      const send = this.#isWaiting ? sendAside : sendRequest
      const left = send(member.coordinator, leaveGroup(groupId, member.memberId))
      await endsWithin(left, timeoutMs).catch(() => false)
    }
    this.#client.sockets.seal()
    this.#consumer.disconnect().catch(() => {})
  }

  #listen(): Promise<void> {
    const { topic, onHeartbeat, onJoin } = this.#membership
    const { events } = this.#consumer
    this.#consumer.on(events.CRASH, ({ payload }) => this.#lose(payload.error))
    this.#consumer.on(events.HEARTBEAT, () => onHeartbeat())
    return new Promise((resolve) => {
      this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
        if (this.#isStopped) return
        // Fetching is ours; KafkaJS beats and joins.
        this.#consumer.pause([{ topic }])
        const partitions = payload.memberAssignment[topic] ?? []
        const before = this.#isMember ? this.#member : undefined
        const member = this.#joining
        const isContinued =
          before !== undefined &&
          member?.memberId === before.memberId &&
          member.generation === before.generation + 1
        this.#member = member
        this.#isMember = true
        void onJoin({ partitions, isContinued, session: this }).then(resolve)
      })
    })
  }

  #current(): Member & { readonly coordinator: Broker } {
    if (this.#isMember && this.#member !== undefined) return this.#member
    throw new KafkaError('ERR_KAFKA_GROUP', {
      what: `cannot commit for group '${this.#membership.groupId}'`,
      because: 'this consumer is not a member at the moment',
      fix: 'Wait for the next join: what is not committed comes again',
      retriable: true,
    })
  }

  async #begin(): Promise<void> {
    const { topic, faultOf } = this.#membership
    try {
      await this.#consumer.connect()
      await this.#consumer.subscribe({ topic, fromBeginning: true })
      await this.#consumer.run({ autoCommit: false, eachBatch: async () => {} })
    } catch (thrown) {
      throw faultOf(thrown)
    }
  }
}
