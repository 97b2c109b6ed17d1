import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster as KafkajsCluster } from 'kafkajs'
import type { Cluster } from '../connection/cluster.ts'
import { endsWithin } from '../deadline.ts'
import { KafkaError } from '../errors.ts'
import { AssignedPartition } from './assigned-partition.ts'
import type { Assignment } from './assignment.ts'
import type { Committer } from './committer.ts'
import { Fetcher } from './fetcher.ts'
import type { Joined, Membership, Session } from './membership.ts'
import type { CheckedOptions } from './options.ts'
import { earliestOffsets, latestOffsets, type StartOffsets } from './start-offsets.ts'

/** How long the partitions of a join may take to be looked up before the session counts as lost. */
const PATIENCE_MS = 10_000
const PAUSE_MS = 250
/** How long the group waits for what is being handled, and for its commit; well within the session's time-out. */
const DRAIN_MS = 5_000
const COMMIT_MS = 2_000

/** What a member is made of. */
export interface GroupMemberParts<T> {
  readonly cluster: Cluster
  readonly options: CheckedOptions<T>
  readonly assignment: Assignment
  readonly committer: Committer
  /** Where to begin without a commit; absent for the first record. */
  readonly startAt: StartOffsets | undefined
  /** Settles when nothing is being handled. */
  readonly idle: () => Promise<void>
  /** What is being handled of partitions that are lost no longer counts. */
  readonly onRevoked: () => void
  readonly onFailure: (error: KafkaError) => void
  readonly faultOf: (thrown: unknown) => KafkaError
}

/** What this consumer does as a member of its group: takes partitions over, reads them, gives them back. */
export class GroupMember<T> implements Membership {
  readonly topic: string
  readonly groupId: string
  readonly faultOf: (thrown: unknown) => KafkaError
  readonly #parts: GroupMemberParts<T>
  #fetcher: Fetcher | undefined
  #joins = 0

  constructor(parts: GroupMemberParts<T>) {
    this.#parts = parts
    this.topic = parts.options.topic
    this.groupId = parts.options.groupId
    this.faultOf = parts.faultOf
  }

  readonly held = (): readonly number[] =>
    [...this.#parts.assignment.partitions].map(({ partition }) => partition)

  readonly onHeartbeat = (): void => this.#parts.options.onHeartbeat?.()

  /** Nothing more is handed out; what is being handled gets a moment to end, and is committed. */
  readonly onRejoin = async (): Promise<void> => {
    const { assignment, committer, idle } = this.#parts
    this.#joins++
    assignment.hold()
    await endsWithin(idle(), DRAIN_MS)
    await endsWithin(committer.commitQuietly(), COMMIT_MS)
  }

  readonly onJoin = ({ partitions, isContinued, session }: Joined): Promise<void> => {
    const { assignment, options, onRevoked } = this.#parts
    this.#joins++
    const kept = isContinued ? partitions.flatMap((number) => assignment.get(number) ?? []) : []
    if (!isContinued) this.#startFetching(session.cluster)
    assignment.assign(kept)
    onRevoked()
    options.onAssignment?.(partitions)
    options.onHeartbeat?.()
    const others = partitions.filter((number) => assignment.get(number) === undefined)
    this.fetch()
    return this.#begin(session, others)
  }

  readonly onLost = (): void => {
    this.#joins++
    this.#fetcher?.stop()
    this.#parts.assignment.lose()
    this.#parts.onRevoked()
  }

  /** Looks for room; to be called when there may be some. */
  readonly fetch = (): void => {
    try {
      this.#fetcher?.pump()
    } catch (error) {
      // KafkaJS has no metadata between two connections.
      this.#parts.cluster.log({ level: 'info', message: String(error), details: {} })
    }
  }

  stop(): void {
    this.#joins++
    this.#fetcher?.stop()
  }

  #startFetching(cluster: KafkajsCluster): void {
    const { options, assignment, onFailure, faultOf } = this.#parts
    const { groupId, topic, prefetchBytes, onFetch } = options
    this.#fetcher?.stop()
    this.#fetcher = new Fetcher({
      groupId,
      topic,
      cluster,
      assignment,
      prefetchBytes,
      log: this.#parts.cluster.log,
      onFetch: (fetched) => onFetch?.(fetched),
      onOffsetLost: (partition) => this.#offsetLost(cluster, partition),
      onFailure,
      faultOf,
    })
  }

  /** Begins to read partitions where the group has got to, or where it is to start. */
  async #begin(session: Session, partitions: readonly number[]): Promise<void> {
    if (partitions.length === 0) return
    const join = this.#joins
    for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
      try {
        const assigned = await this.#assigned(session, partitions)
        if (join !== this.#joins) return
        const { assignment } = this.#parts
        assignment.assign([...assignment.partitions, ...assigned])
        this.fetch()
        return
      } catch (thrown) {
        if (join !== this.#joins) return
        if (Date.now() > deadline) return session.lose(thrown)
      }
    }
  }

  async #assigned(
    session: Session,
    partitions: readonly number[],
  ): Promise<readonly AssignedPartition[]> {
    const { startAt, options } = this.#parts
    const committed = await session.committed(partitions)
    const missing = partitions.filter((partition) => !committed.has(partition))
    const starts =
      startAt ??
      (missing.length > 0
        ? await earliestOffsets(session.cluster, options.topic, missing)
        : new Map<number, number>())
    // Of a partition that was added since nothing has been read.
    const begun = missing.map((partition) => ({ partition, offset: starts.get(partition) ?? 0 }))
    // A session or member that follows goes on there: an end that has moved on since would leave records out.
    if (startAt !== undefined && begun.length > 0) await session.commit(begun)
    const isCommitted = startAt !== undefined
    return [
      ...[...committed].map(
        ([partition, offset]) => new AssignedPartition(partition, { offset, isCommitted: true }),
      ),
      ...begun.map(
        ({ partition, offset }) => new AssignedPartition(partition, { offset, isCommitted }),
      ),
    ]
  }

  async #offsetLost(cluster: KafkajsCluster, partition: AssignedPartition): Promise<void> {
    const { options, onFailure, faultOf, assignment } = this.#parts
    const { topic, onOffsetLost, onOffsetLoss } = options
    const { partition: number, fetchOffset, epoch } = partition
    try {
      const look = onOffsetLost === 'latest' ? latestOffsets : earliestOffsets
      const offsets =
        onOffsetLost === 'fail' ? undefined : await look(cluster, topic, [partition.partition])
      if (partition.isLost || partition.epoch !== epoch) return
      const restart = offsets?.get(number)
      if (offsets !== undefined && restart === undefined) return
      onOffsetLoss?.({
        partition: number,
        lost: BigInt(fetchOffset),
        restartsAt: restart === undefined ? undefined : BigInt(restart),
      })
      const error = offsetLost({ topic, partition: number, offset: fetchOffset, restart })
      if (restart === undefined) return onFailure(error)
      if (onOffsetLoss === undefined) {
        this.#parts.cluster.log({ level: 'warn', message: error.message, details: { topic } })
      }
      partition.seek(restart)
      assignment.notify()
    } catch (thrown) {
      const { message } = faultOf(thrown)
      this.#parts.cluster.log({ level: 'warn', message, details: { topic } })
    }
  }
}

interface Loss {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly restart: number | undefined
}

function offsetLost({ topic, partition, offset, restart }: Loss): KafkaError {
  return new KafkaError('ERR_KAFKA_OFFSET_LOST', {
    what: `cannot go on at ${topic}-${partition}@${offset}`,
    because:
      'the broker has no such offset: records were deleted before they were read, or its log was truncated',
    fix:
      restart === undefined
        ? 'Seek to an offset that is there, or choose another onOffsetLost'
        : `It goes on at ${restart}; keep records longer, or read them sooner`,
  })
}
