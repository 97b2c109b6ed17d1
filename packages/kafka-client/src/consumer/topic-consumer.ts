import { badOption, wholeNumber } from '../connection/connection.ts'
import { endsWithin } from '../deadline.ts'
import { KafkaError } from '../errors.ts'
import type { Assignment } from './assignment.ts'
import type { Committer } from './committer.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { FailureDesk } from './failure-desk.ts'
import type { GroupMember } from './group-member.ts'
import { HandlerRun } from './handler-run.ts'
import { positionOf } from './positions.ts'
import { RecordLoop } from './record-loop.ts'
import type { RecordSource } from './record-source.ts'
import { latestOffsets } from './start-offsets.ts'
import type { Supervisor } from './supervisor.ts'
import type {
  ConsumedRecord,
  Consumer,
  Handled,
  Handler,
  PartitionPosition,
  RecordBatch,
  RunOptions,
} from './types.ts'
import type { Work } from './work.ts'

const CLOSE_TIMEOUT_MS = 10_000
/** How long a close waits for the body of a loop, which may be waiting for the close. */
const LOOP_PATIENCE_MS = 1_000
/** What a close keeps of its time for committing and leaving: a quarter, at most this. */
const RESERVE_MS = 2_000
/** How long what is being handled, and its commit, hold up the error that ends a loop or run. */
const GIVE_UP_MS = 2_000

/** What a consumer is made of. */
export interface TopicConsumerParts<T> {
  readonly topic: string
  readonly assignment: Assignment
  readonly source: RecordSource<T>
  readonly work: Work
  readonly failures: FailureDesk
  readonly deadLetters: DeadLetters | undefined
  readonly committer: Committer
  readonly member: GroupMember<T>
  readonly supervisor: Supervisor
  /** Stops looking after durations and positions. */
  readonly stopTimers: () => void
  /** Aborted when the consumer is closed. */
  readonly closing: AbortController
}

/** {@link Consumer}: the side of the application. */
export class TopicConsumer<T> implements Consumer<T> {
  readonly #parts: TopicConsumerParts<T>
  #closing: Promise<void> | undefined
  /** The same as the signal of `closing`, whose getter is too slow to be asked for every record. */
  #isClosed = false

  constructor(parts: TopicConsumerParts<T>) {
    this.#parts = parts
  }

  get skipped(): number {
    return this.#parts.failures.skipped
  }

  get deadLettered(): number {
    return this.#parts.failures.deadLettered
  }

  [Symbol.asyncIterator](): AsyncIterator<ConsumedRecord<T>, undefined> {
    const { source } = this.#parts
    return this.#loop(() => source.take()?.record)
  }

  batches(): AsyncIterableIterator<RecordBatch<T>> {
    const { source } = this.#parts
    return this.#loop(() => source.takeBatch())
  }

  async run(handler: Handler<T>, options: RunOptions = {}): Promise<void> {
    const { source, assignment, work, failures, committer } = this.#parts
    if (typeof handler !== 'function') throw badOption('handler', handler, 'Give a function')
    const { order = 'partition' } = options
    if (order !== 'partition' && order !== 'key') {
      throw badOption('order', order, "Give 'partition' or 'key'")
    }
    const concurrency = wholeNumber('concurrency', options.concurrency ?? 1, 1)
    const run = new HandlerRun<T>({
      source,
      assignment,
      work,
      failures,
      handler,
      options: { order, concurrency },
      isClosed: () => this.#isClosed,
      onHandled: (records) => committer.count(records),
    })
    try {
      await run.run()
    } catch (error) {
      await this.#giveUp()
      throw error
    }
  }

  ack(handled: Handled): void {
    const { assignment, committer } = this.#parts
    const offset = 'lastOffset' in handled ? handled.lastOffset : handled.offset
    committer.count(assignment.get(handled.partition)?.progress.ack(Number(offset)) ?? 0)
  }

  commit(): Promise<void> {
    return this.#parts.committer.commit()
  }

  seek(partition: number, offset: bigint): void {
    const { assignment, member } = this.#parts
    const assigned = assignment.get(partition)
    if (assigned === undefined) {
      throw new KafkaError('ERR_KAFKA_BAD_OPTION', {
        what: `cannot seek in ${this.#parts.topic}-${partition}`,
        because: 'it is not one of this member at the moment',
        fix: 'Seek in those that onAssignment names',
      })
    }
    if (typeof offset !== 'bigint' || offset < 0n) {
      throw badOption('offset', offset, 'Give a bigint from 0n')
    }
    assigned.seek(Number(offset))
    assignment.notify()
    member.fetch()
  }

  pause(partitions?: readonly number[]): void {
    for (const assigned of this.#named(partitions)) assigned.isPaused = true
  }

  resume(partitions?: readonly number[]): void {
    for (const assigned of this.#named(partitions)) assigned.isPaused = false
    this.#parts.assignment.notify()
    this.#parts.member.fetch()
  }

  async positions(): Promise<readonly PartitionPosition[]> {
    const { assignment, supervisor, member, topic } = this.#parts
    const session = supervisor.session
    const assigned = [...assignment.partitions]
    if (session === undefined || assigned.length === 0) return []
    const numbers = assigned.map(({ partition }) => partition)
    const committed = await session.committed(numbers)
    const ends = await latestOffsets(session.cluster, topic, numbers).catch((thrown) => {
      throw member.faultOf(thrown)
    })
    return assigned.map((one) => {
      const end = ends.get(one.partition) ?? one.progress.position
      return positionOf(one, committed.get(one.partition), end)
    })
  }

  async close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(wholeNumber('timeoutMs', timeoutMs, 0))
    await this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #loop<R>(take: () => R | undefined): RecordLoop<R> {
    const { assignment, work, supervisor } = this.#parts
    return new RecordLoop({
      assignment,
      work,
      take,
      isClosed: () => this.#isClosed,
      // After a body that took too long the group went on without us.
      onNext: () => supervisor.rejoin(),
      onFailure: () => this.#giveUp(),
    })
  }

  *#named(partitions: readonly number[] | undefined) {
    const { assignment } = this.#parts
    for (const assigned of assignment.partitions) {
      if (partitions === undefined || partitions.includes(assigned.partition)) yield assigned
    }
  }

  /** Commits what is handled and leaves the group, so that others go on where this consumer cannot. */
  async #giveUp(): Promise<void> {
    const { committer, supervisor, member, work, stopTimers } = this.#parts
    const deadline = Date.now() + GIVE_UP_MS
    await endsWithin(work.idle(), GIVE_UP_MS)
    await endsWithin(committer.commitQuietly(), deadline - Date.now())
    stopTimers()
    committer.stop()
    member.stop()
    await supervisor.stop(deadline - Date.now())
  }

  async #close(timeoutMs: number): Promise<void> {
    const { closing, assignment, committer, supervisor, member, work, stopTimers, deadLetters } =
      this.#parts
    const deadline = Date.now() + timeoutMs
    this.#isClosed = true
    closing.abort()
    assignment.notify()
    const patience = timeoutMs - Math.min(RESERVE_MS, timeoutMs / 4)
    const isOnlyLoops = work.tasks.size === 0
    await endsWithin(work.idle(), isOnlyLoops ? Math.min(LOOP_PATIENCE_MS, patience) : patience)
    stopTimers()
    work.dropAll()
    committer.stop()
    const commitMs = (deadline - Date.now()) / 2
    await endsWithin(committer.commitQuietly(), commitMs)
    member.stop()
    await supervisor.stop(deadline - Date.now())
    await endsWithin(
      deadLetters?.close(deadline - Date.now()) ?? Promise.resolve(),
      deadline - Date.now(),
    )
  }
}
