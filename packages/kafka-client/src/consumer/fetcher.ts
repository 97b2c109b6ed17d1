import type { Cluster } from 'kafkajs'
import type { LogEntry } from '../connection/connection.ts'
import { KafkaError, reasonOf } from '../errors.ts'
import { sendRequest } from '../kafkajs-internals.ts'
import { kafkaChannels } from '../metrics/channels.ts'
import { unreadable } from '../wire/aborted-batches.ts'
import { type RecordBatch, splitBatches } from '../wire/decode-batches.ts'
import { decodeFetch, type FetchedPartition } from '../wire/decode-fetch.ts'
import { encodeFetch } from '../wire/encode-fetch.ts'
import { isOldFormat, modernized } from '../wire/old-format.ts'
import type { AssignedPartition } from './assigned-partition.ts'
import type { Assignment } from './assignment.ts'
import { fetchFault } from './fetch-fault.ts'
import type { FetchedBatch } from './types.ts'

/** How long a broker may wait for a first record; each answer without one wakes the process. */
const MAX_WAIT_MS = 1_000
/** The same while another partition of the broker may soon have room: it must not wait behind an idle one. */
const SHORT_WAIT_MS = 20
const MAX_PARTITION_BYTES = 1024 * 1024
const MAX_BYTES = 10 * 1024 * 1024
/** Even a small share lets a batch of common size in. */
const LEAST_SHARE_BYTES = 64 * 1024
const PAUSE_MS = 250
/** Pauses grow up to this while a broker cannot be reached. */
const LONGEST_PAUSE_MS = 2_000
/** How often what cannot be read is fetched again before it is told. */
const CORRUPT_TRIES = 5

/** What a fetcher is made of. */
export interface FetcherParts {
  readonly groupId: string
  readonly topic: string
  readonly cluster: Cluster
  readonly assignment: Assignment
  readonly prefetchBytes: number
  readonly log: (entry: LogEntry) => void
  readonly onFetch: (fetched: FetchedBatch) => void
  /** The broker no longer has what is to be fetched next; nothing is fetched of the partition until this settles. */
  readonly onOffsetLost: (partition: AssignedPartition) => Promise<void>
  /** A fault that no further attempt mends. */
  readonly onFailure: (error: KafkaError) => void
  /** Puts an error of KafkaJS into words. */
  readonly faultOf: (thrown: unknown) => KafkaError
}

/** Fetches what the partitions have room for: one request at a time to each broker that leads some of them. */
export class Fetcher {
  readonly #parts: FetcherParts
  readonly #underWay = new Set<number>()
  /** Partitions that are not fetched before a point in time, or while their offset is looked up. */
  readonly #notBefore = new WeakMap<AssignedPartition, number>()
  readonly #corrupt = new WeakMap<AssignedPartition, number>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #isRefreshing = false
  /** Requests that failed one after the other. */
  #failures = 0
  #isStopped = false

  constructor(parts: FetcherParts) {
    this.#parts = parts
  }

  /** Looks where there is room; to be called whenever there may be some. */
  pump(): void {
    if (this.#isStopped || this.#isRefreshing) return
    for (const [leader, partitions] of this.#byLeader()) {
      if (this.#underWay.has(leader)) continue
      const wanted = partitions.filter((partition) => this.#isWanted(partition))
      if (wanted.length === 0) continue
      this.#underWay.add(leader)
      void this.#fetchFrom(leader, wanted, wanted.length < partitions.length)
    }
  }

  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers) clearTimeout(timer)
  }

  /** What each partition may have fetched ahead. */
  get #shareBytes(): number {
    const { prefetchBytes, assignment } = this.#parts
    return Math.max(LEAST_SHARE_BYTES, prefetchBytes / Math.max(1, assignment.size))
  }

  #isWanted(partition: AssignedPartition): boolean {
    const notBefore = this.#notBefore.get(partition) ?? 0
    return performance.now() >= notBefore && partition.wantsMore(this.#shareBytes)
  }

  #byLeader(): ReadonlyMap<number, AssignedPartition[]> {
    const { cluster, topic, assignment } = this.#parts
    const leaders = new Map(
      cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId, leader }) => [partitionId, leader]),
    )
    const groups = new Map<number, AssignedPartition[]>()
    for (const partition of assignment.partitions) {
      const leader = leaders.get(partition.partition) ?? NO_LEADER
      if (leader === NO_LEADER) this.#later(PAUSE_MS, () => this.#refresh())
      else groups.set(leader, [...(groups.get(leader) ?? []), partition])
    }
    return groups
  }

  async #fetchFrom(
    leader: number,
    partitions: readonly AssignedPartition[],
    isOneFull: boolean,
  ): Promise<void> {
    try {
      await this.#fetch(leader, partitions, isOneFull)
      this.#failures = 0
      this.#underWay.delete(leader)
      this.pump()
    } catch (thrown) {
      this.#underWay.delete(leader)
      if (this.#isStopped) return
      const { log, topic, faultOf } = this.#parts
      const message = `fetching ${topic} again: ${reasonOf(faultOf(thrown))}`
      log({ level: 'warn', message, details: { topic, broker: leader } })
      const pauseMs = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** this.#failures++)
      for (const partition of partitions) this.#postpone(partition, pauseMs)
      await this.#refresh()
    }
  }

  async #fetch(
    leader: number,
    partitions: readonly AssignedPartition[],
    isOneFull: boolean,
  ): Promise<void> {
    const { cluster, topic, assignment } = this.#parts
    const asked = new Map(partitions.map((partition) => [partition.partition, partition]))
    const epochs = new Map(partitions.map((partition) => [partition, partition.epoch]))
    const maxBytes = Math.min(MAX_PARTITION_BYTES, Math.ceil(this.#shareBytes))
    const body = encodeFetch({
      topic,
      maxWaitMs: isOneFull ? SHORT_WAIT_MS : MAX_WAIT_MS,
      maxBytes: MAX_BYTES,
      partitions: partitions.map(({ partition, fetchOffset }) => ({
        partition,
        offset: fetchOffset,
        maxBytes,
      })),
    })
    const broker = await cluster.findBroker({ nodeId: String(leader) })
    if (this.#isStopped) return
    const request = { apiKey: 1, apiVersion: 11, apiName: 'Fetch', body, decode: decodeFetch }
    const answer = await sendRequest(broker, request)
    for (const fetched of answer.partitions) {
      const partition = asked.get(fetched.partition)
      const batches = await this.#batchesOf(fetched)
      if (partition === undefined || partition.isLost || this.#isStopped) continue
      if (partition.epoch === epochs.get(partition)) this.#take(partition, fetched, batches)
    }
    assignment.notify()
  }

  /** What was fetched, batch by batch, or why that cannot be read. */
  async #batchesOf({ records }: FetchedPartition): Promise<readonly RecordBatch[] | KafkaError> {
    try {
      return splitBatches(isOldFormat(records) ? await modernized(records) : records)
    } catch (error) {
      return this.#parts.faultOf(error)
    }
  }

  #take(
    partition: AssignedPartition,
    fetched: FetchedPartition,
    batches: readonly RecordBatch[] | KafkaError,
  ): void {
    const { onFetch, topic } = this.#parts
    if (fetched.errorCode !== 0) {
      this.#onError(partition, fetched)
      return
    }
    partition.endOffset = fetched.endOffset
    onFetch({ partition: partition.partition, endOffset: BigInt(fetched.endOffset) })
    // The end is told as it was before the records were read: they may come from behind it.
    const isShorter = partition.fetchOffset > fetched.endOffset
    if (batches instanceof KafkaError) this.#onCorrupt(partition, batches)
    else this.#push(partition, fetched, batches)
    if (isShorter) {
      const { log } = this.#parts
      log({
        level: 'warn',
        message: `${topic}-${partition.partition} has become shorter`,
        details: {},
      })
    }
  }

  #push(
    partition: AssignedPartition,
    fetched: FetchedPartition,
    batches: readonly RecordBatch[],
  ): void {
    const isUnreadable = unreadable(fetched.aborted)
    let records = 0
    for (const batch of batches) {
      const next = batch.lastOffset + 1
      const passesOver = isUnreadable(batch)
      if (next <= partition.fetchOffset) continue
      partition.push(passesOver ? { skipTo: next } : batch, next)
      if (!passesOver) records += batch.count
    }
    this.#corrupt.delete(partition)
    if (records > 0 && kafkaChannels.consume.hasSubscribers) {
      this.#publish(partition, fetched, records)
    }
  }

  #publish(
    { partition, fetchOffset }: AssignedPartition,
    fetched: FetchedPartition,
    records: number,
  ): void {
    const { groupId, topic } = this.#parts
    const lag = Math.max(0, fetched.endOffset - fetchOffset)
    const bytes = fetched.records.length
    kafkaChannels.consume.publish({ groupId, topic, partition, records, bytes, lag })
  }

  /** What is corrupt on its way, or on one broker's disk, may be whole the next time. */
  #onCorrupt(partition: AssignedPartition, error: KafkaError): void {
    const { onFailure, topic, log } = this.#parts
    const what = `cannot read ${topic}-${partition.partition} from offset ${partition.fetchOffset}`
    const tries = (this.#corrupt.get(partition) ?? 0) + 1
    this.#corrupt.set(partition, tries)
    const fault = new KafkaError(error.code, { ...error, what, cause: error })
    if (tries >= CORRUPT_TRIES) onFailure(fault)
    else log({ level: 'warn', message: `fetching again: ${fault.message}`, details: { topic } })
    this.#postpone(partition, PAUSE_MS * tries)
  }

  #onError(partition: AssignedPartition, { errorCode }: FetchedPartition): void {
    const { topic, onOffsetLost, onFailure } = this.#parts
    const fault = fetchFault(errorCode, `${topic}-${partition.partition}`)
    switch (fault.kind) {
      case 'offset lost': {
        // What was fetched before is handed out first.
        this.#postpone(partition, PAUSE_MS)
        if (partition.hasFetched) return
        void onOffsetLost(partition).finally(() => this.pump())
        return
      }
      case 'stale':
        this.#postpone(partition, PAUSE_MS)
        void this.#refresh()
        return
      case 'corrupt':
        this.#onCorrupt(partition, fault.error)
        return
      case 'fatal':
        onFailure(fault.error)
    }
  }

  #postpone(partition: AssignedPartition, ms: number): void {
    this.#notBefore.set(partition, performance.now() + ms)
    this.#later(ms, () => this.pump())
  }

  #later(ms: number, work: () => unknown): void {
    if (this.#isStopped) return
    // A timer may fire a little early.
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      work()
    }, ms + 2)
    this.#timers.add(timer)
  }

  /** Learns anew who leads which partition. */
  async #refresh(): Promise<void> {
    if (this.#isRefreshing || this.#isStopped) return
    this.#isRefreshing = true
    try {
      await this.#parts.cluster.refreshMetadata()
    } catch {
      // The next fetch fails and comes back here; whether the cluster can be reached at all is told by the session.
    }
    this.#isRefreshing = false
    this.pump()
  }
}

const NO_LEADER = -1
