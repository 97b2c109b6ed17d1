import { KafkaError } from '../errors.ts'
import { Fifo } from '../fifo.ts'
import type { Compression } from '../wire/compression/codecs.ts'
import { RecordBatch, type WriteValue } from '../wire/record-batch.ts'
import type { Account } from './account.ts'
import { Batch, nextSequence } from './batch.ts'
import type { BufferPool } from './buffer-pool.ts'
import { Deliveries, type Reporter, type Stored } from './deliveries.ts'
import { closedError, expiredError, lostBehind } from './faults.ts'
import type { Identities, Identity } from './identities.ts'
import type { Verdict } from './verdict.ts'

/** The broker tells copies from new batches among the last five of a producer and partition (KIP-98). */
const MOST_IN_FLIGHT = 5
/** A batch takes records no longer than this while it cannot leave, so that they share a deadline. */
const LONGEST_OPEN_MS = 1_000
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000

/** What all lanes of a producer share. */
export interface LaneSettings {
  readonly lingerMs: number
  readonly compression: Compression
  readonly pool: BufferPool
  readonly account: Account
  readonly identities: Identities
  readonly report: Reporter | undefined
  /** Called as a batch is closed to more records. */
  readonly onSealed: (lane: Lane) => void
}

/** One record, taken apart for the batch. */
export interface RecordParts<T> {
  readonly timestamp: number
  readonly key: Uint8Array
  readonly value: T | null
  readonly write: WriteValue<T>
  readonly headers: Uint8Array
  readonly deadline: number
}

/** Why a sequence is open, and whether its batch may be stored nevertheless. */
interface Broken {
  readonly unknown: boolean
  readonly error: KafkaError
}

/** How much of a lane may go now: nothing, a batch that still has room, or one that has not. */
export type Readiness = 'nothing' | 'some' | 'whole'

/**
 * The records of one partition, in order. The rules by which none is lost, doubled or overtaken:
 * - A batch's bytes and sequence are fixed as it first leaves, and are the same in every attempt.
 * - Up to five batches are under way; the first of an identity goes alone, since until the broker knows the producer
 *   it would take any sequence.
 * - Once one fails, nothing leaves until all under way have answered; then they go again, in order, each alone.
 * - When a batch's time is up after an attempt, or it is refused for good, its sequence stays open. The lane waits
 *   for what is under way and takes a new epoch, by which the broker refuses whatever of the old one is still on the
 *   wire. What was never stored goes on under it; what may be stored fails with the batch before it.
 * Without idempotence one batch is under way at a time, and an attempt whose answer was lost may store a copy.
 */
export class Lane {
  readonly topic: string
  readonly partition: number
  /** The broker to send to, -1 while it is not known. */
  leader = -1
  readonly #settings: LaneSettings
  #open: Batch | undefined
  readonly #ready = new Fifo<Batch>()
  /** What has to go first, in order: sent before, or part of what was split. */
  #again: Batch[] = []
  readonly #inFlight = new Set<Batch>()
  #alone = false
  #identity: Identity
  #sequence: number
  /** Whether the broker has stored a batch of this identity. */
  #known = false
  /** Set while an open sequence has to be closed by a new epoch. */
  #broken: Broken | undefined
  #order = 0
  #pauses = 0
  #pausedUntil = 0

  constructor(topic: string, partition: number, settings: LaneSettings) {
    this.topic = topic
    this.partition = partition
    this.#settings = settings
    this.#identity = settings.identities.first()
    this.#sequence = firstSequence(this.#identity)
  }

  /** Whether there is anything that has not ended. */
  get idle(): boolean {
    return this.#queued === 0 && this.#inFlight.size === 0
  }

  /** Whether attempts fail at present. */
  get troubled(): boolean {
    return this.#pauses > 0
  }

  get #queued(): number {
    return this.#again.length + this.#ready.length + (this.#open === undefined ? 0 : 1)
  }

  /**
   * Writes a record into the open batch, or into a new one; returns where it will be told of, and its place there.
   * @throws KafkaError `ERR_KAFKA_SERIALIZE` for a value that no buffer is large enough for; what `write` throws
   */
  append<T>(record: RecordParts<T>, now: number): Batch {
    const { account } = this.#settings
    let batch = this.#open ?? this.#newBatch(now)
    const { timestamp, key, value, write, headers } = record
    try {
      while (!batch.records.append(timestamp, key, value, write, headers)) {
        batch = this.#makeRoom(batch, now)
      }
    } catch (error) {
      if (this.#open?.count === 0) this.#discard(this.#open)
      throw error
    }
    if (batch.count === 1) batch.deliveries.baseTimestamp = timestamp
    if (record.deadline > batch.deadline) batch.deadline = record.deadline
    account.records++
    return batch
  }

  /** What may go now. `hurried`: without waiting for company. */
  readiness(now: number, hurried: boolean): Readiness {
    if (now < this.#pausedUntil) return 'nothing'
    const underWay = this.#inFlight.size
    if (underWay === 0 && this.#broken !== undefined && !this.#mend()) return 'nothing'
    if (underWay > 0 && !this.#mayFollow(underWay)) return 'nothing'
    if (this.#again.length > 0 || this.#ready.length > 0) return 'whole'
    if (this.#open === undefined || underWay > 0) return 'nothing'
    const lingered = now - this.#open.openedAt >= this.#settings.lingerMs
    return lingered || hurried ? 'some' : 'nothing'
  }

  /** When to ask again for readiness, in ms since the epoch, if it may change by time alone. */
  wakeAt(now: number): number {
    if (this.#queued === 0) return Number.POSITIVE_INFINITY
    if (now < this.#pausedUntil) return this.#pausedUntil
    if (this.#open === undefined || this.#inFlight.size > 0) return Number.POSITIVE_INFINITY
    return this.#open.openedAt + this.#settings.lingerMs
  }

  /** The next batch, with its bytes fixed. Only when {@link readiness} says so. */
  take(): Batch {
    const again = this.#again.shift()
    const batch = again ?? this.#ready.shift() ?? this.#seal()
    if (batch === undefined) throw new Error('nothing is ready')
    this.#alone = again !== undefined || !this.#known
    if (batch.stamped === undefined) {
      batch.stamp({ ...this.#identity, sequence: this.#sequence })
      this.#sequence = nextSequence(this.#sequence, batch.count)
    }
    if (batch.tries++ > 0) this.#settings.account.retries++
    this.#inFlight.add(batch)
    return batch
  }

  /** An attempt has ended. */
  answered(batch: Batch, verdict: Verdict, now: number): void {
    this.#inFlight.delete(batch)
    if (verdict.kind === 'stored') {
      this.#known = this.#identity.producerId >= 0n
      this.#pauses = 0
      this.#end(batch, verdict.stored)
      return
    }
    batch.fault = verdict.error
    switch (verdict.kind) {
      case 'again':
        if (verdict.unknown) batch.unknown = true
        this.#pause(now)
        this.#requeue(batch)
        return
      case 'gap':
        // As long as one before it is open, this is how the broker keeps the order.
        batch.unknown = false
        if (!this.#hasOpenBefore(batch)) {
          this.#broken ??= { unknown: false, error: verdict.error }
          this.#pause(now)
        }
        this.#requeue(batch)
        return
      case 'split':
        if (batch.count > 1 && !batch.ended) this.#split(batch)
        else this.#refuse(batch, verdict.error)
        return
      case 'never':
        this.#refuse(batch, verdict.error)
    }
  }

  /** Closes the open batch, so that a flush need not wait for what comes after it. */
  seal(): void {
    const batch = this.#seal()
    if (batch !== undefined) this.#ready.push(batch)
  }

  /** Fails what has run out of time, in order, and closes what has been open for long. */
  expire(now: number): void {
    for (const batch of this.#inFlight) {
      if (batch.deadline <= now) this.#end(batch, expiredError(batch))
    }
    const left = this.#again.filter((batch) => batch.deadline > now)
    for (const batch of this.#again) {
      if (batch.deadline > now) continue
      this.#end(batch, expiredError(batch))
      this.#leaveOpen(batch)
    }
    this.#again = left
    for (let next = this.#ready.peek(); next !== undefined; next = this.#ready.peek()) {
      if (next.deadline > now) break
      this.#ready.shift()
      this.#end(next, expiredError(next))
    }
    const open = this.#open
    if (open === undefined) return
    if (open.deadline <= now) {
      this.#open = undefined
      this.#end(open, expiredError(open))
    } else if (now - open.openedAt >= Math.max(LONGEST_OPEN_MS, this.#settings.lingerMs))
      this.seal()
  }

  /** Gives up whatever is left. */
  abandon(): void {
    this.seal()
    const left = [...this.#inFlight, ...this.#again, ...this.#ready.drain()]
    this.#again = []
    for (const batch of left) this.#end(batch, closedError(this.topic, batch.tries > 0))
  }

  /** Every batch that has not ended. */
  *unended(): Generator<Batch> {
    yield* [...this.#inFlight].filter(({ ended }) => !ended)
    yield* this.#again
    yield* this.#ready.items()
  }

  #mayFollow(underWay: number): boolean {
    if (this.#alone || this.#broken !== undefined || this.#again.length > 0) return false
    return this.#known && underWay < MOST_IN_FLIGHT
  }

  #newBatch(now: number): Batch {
    const { pool, account, report } = this.#settings
    const records = new RecordBatch(pool.first())
    const deliveries = new Deliveries(this.topic, this.partition, report)
    account.heldBytes += records.capacity
    this.#open = new Batch({ records, deliveries, order: this.#order++, openedAt: now })
    return this.#open
  }

  /** Drops a batch whose first record could not be written. */
  #discard({ records }: Batch): void {
    const { pool, account } = this.#settings
    this.#open = undefined
    account.heldBytes -= records.capacity
    pool.free(records.buffer)
  }

  /** The batch to try a record with that does not fit into this one. */
  #makeRoom(batch: Batch, now: number): Batch {
    const { pool } = this.#settings
    const larger = pool.larger(batch.records.buffer)
    if (larger !== undefined) return this.#move(batch, larger)
    if (batch.count > 0) {
      this.seal()
      return this.#newBatch(now)
    }
    return this.#move(batch, tooSmall(batch.records.capacity))
  }

  #move(batch: Batch, larger: Buffer): Batch {
    const { pool, account } = this.#settings
    account.heldBytes += larger.length - batch.records.capacity
    pool.free(batch.records.moveTo(larger))
    return batch
  }

  #seal(): Batch | undefined {
    const batch = this.#open
    if (batch === undefined) return undefined
    this.#open = undefined
    batch.records.compress(this.#settings.compression)
    this.#settings.onSealed(this)
    return batch
  }

  #pause(now: number): void {
    if (now < this.#pausedUntil) return
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#pauses++)
    // Spread, so that the producers of a fleet do not return to a restarted broker at the same instant.
    this.#pausedUntil = now + longest * (0.75 + Math.random() / 4)
  }

  /** Puts a batch back among those that go first, unless nobody waits for it any more. */
  #requeue(batch: Batch): void {
    if (batch.ended) this.#leaveOpen(batch)
    else this.#putBack(batch)
  }

  #split(batch: Batch): void {
    const { account, pool } = this.#settings
    const parts = batch.split()
    account.heldBytes -= batch.records.capacity
    for (const { records } of parts) account.heldBytes += records.capacity
    pool.free(batch.records.buffer)
    this.#putBack(...parts)
  }

  /** Behind what came before; before its own siblings, since of parts of one batch the first is taken first. */
  #putBack(...batches: readonly [Batch, ...Batch[]]): void {
    const behind = this.#again.findIndex(({ order }) => order >= batches[0].order)
    this.#again.splice(behind < 0 ? this.#again.length : behind, 0, ...batches)
  }

  /** The broker will never take it, and has not. */
  #refuse(batch: Batch, error: KafkaError): void {
    this.#end(batch, error)
    this.#leaveOpen(batch)
  }

  /** A batch is out although the broker may lack it: those behind have a gap before them. */
  #leaveOpen({ stamped, unknown, fault }: Batch): void {
    if (stamped === undefined || stamped.producerId < 0n || fault === undefined) return
    this.#broken = { unknown: unknown || this.#broken?.unknown === true, error: fault }
  }

  #hasOpenBefore({ order }: Batch): boolean {
    return [...this.#inFlight, ...this.#again].some((other) => other.order < order)
  }

  /** Goes on under a new epoch, with nothing under way; says whether there is one already. */
  #mend(): boolean {
    const { unknown, error } = this.#broken as Broken
    const next = this.#settings.identities.after(this.#identity, error)
    if (next === undefined) return false
    this.#broken = undefined
    this.#identity = next
    this.#sequence = firstSequence(next)
    this.#known = false
    const left = this.#again
    this.#again = []
    for (const batch of left) {
      if (unknown && batch.unknown) this.#end(batch, lostBehind(batch, error))
      else {
        batch.unstamp()
        this.#again.push(batch)
      }
    }
    return true
  }

  #end(batch: Batch, outcome: Stored | KafkaError): void {
    if (batch.ended) return
    const { account, pool } = this.#settings
    const { count, records } = batch
    account.records -= count
    account.heldBytes -= records.capacity
    if (!(outcome instanceof KafkaError)) account.delivered += count
    else if (outcome.code === 'ERR_KAFKA_CLOSED' && batch.tries === 0) account.unsent += count
    else account.failed += count
    pool.free(records.buffer)
    batch.end(outcome)
  }
}

function firstSequence({ producerId }: Identity): number {
  return producerId < 0n ? -1 : 0
}

/** Kafka's own limits are far below; a serializer that never finds room would loop otherwise. */
const LARGEST_RECORD_BYTES = 256 * 1024 * 1024

function tooSmall(capacity: number): Buffer {
  if (capacity < LARGEST_RECORD_BYTES) return Buffer.allocUnsafeSlow(capacity * 2)
  throw new KafkaError('ERR_KAFKA_SERIALIZE', {
    what: 'cannot encode a record',
    because: `it needs more than ${LARGEST_RECORD_BYTES} bytes`,
    fix: 'Send less in one record',
  })
}
