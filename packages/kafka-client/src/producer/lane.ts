import { KafkaError } from '../errors.ts'
import { Fifo } from '../fifo.ts'
import { Backoff } from './backoff.ts'
import { type Batch, nextSequence } from './batch.ts'
import { BatchFiller, type FillerSettings, type RecordParts } from './batch-filler.ts'
import type { Stored } from './deliveries.ts'
import { closedError, expiredError, lostBehind } from './faults.ts'
import type { Identities, Identity } from './identities.ts'
import type { Verdict } from './verdict.ts'

/** The broker tells copies from new batches among the last five of a producer and partition (KIP-98). */
const MOST_IN_FLIGHT = 5
/** A batch takes records no longer than this while it cannot leave, so that they share a deadline. */
const LONGEST_OPEN_MS = 1_000
/** A broker forgets a producer that is silent for a day (producer.id.expiration.ms). */
const FORGOTTEN_MS = 3_600_000

/** What all lanes of a producer share. */
export interface LaneSettings extends FillerSettings {
  readonly lingerMs: number
  readonly identities: Identities
  /** Called as a batch is closed to more records. */
  readonly onSealed: (lane: Lane) => void
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
  readonly #filler: BatchFiller
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
  #storedAt = 0
  readonly #backoff = new Backoff()

  constructor(topic: string, partition: number, settings: LaneSettings) {
    this.topic = topic
    this.partition = partition
    this.#settings = settings
    this.#filler = new BatchFiller(topic, partition, settings, (batch) => this.#sealed(batch))
    this.#identity = settings.identities.first()
    this.#sequence = firstSequence(this.#identity)
  }

  /** Whether there is anything that has not ended. */
  get idle(): boolean {
    return this.#queued === 0 && this.#inFlight.size === 0
  }

  /** Whether attempts fail at present. */
  get troubled(): boolean {
    return this.#backoff.failing
  }

  get #queued(): number {
    return this.#again.length + this.#ready.length + (this.#filler.open === undefined ? 0 : 1)
  }

  /** Writes a record, as {@link BatchFiller.append} does. */
  append<T>(record: RecordParts<T>, now: number): Batch {
    return this.#filler.append(record, now)
  }

  /** What may go now. `hurried`: without waiting for company. */
  readiness(now: number, hurried: boolean): Readiness {
    if (now < this.#backoff.until) return 'nothing'
    const underWay = this.#inFlight.size
    if (underWay === 0 && this.#broken !== undefined && !this.#mend()) return 'nothing'
    if (underWay > 0 && !this.#mayFollow(underWay)) return 'nothing'
    if (this.#again.length > 0 || this.#ready.length > 0) return 'whole'
    const { open } = this.#filler
    if (open === undefined || underWay > 0) return 'nothing'
    const lingered = now - open.openedAt >= this.#settings.lingerMs
    return lingered || hurried ? 'some' : 'nothing'
  }

  /** When to ask again for readiness, in ms since the epoch, if it may change by time alone. */
  wakeAt(now: number): number {
    if (this.#queued === 0) return Number.POSITIVE_INFINITY
    if (now < this.#backoff.until) return this.#backoff.until
    const { open } = this.#filler
    if (open === undefined || this.#inFlight.size > 0) return Number.POSITIVE_INFINITY
    return open.openedAt + this.#settings.lingerMs
  }

  /** The next batch, with its bytes fixed. Only when {@link readiness} says so. */
  take(now: number): Batch {
    const again = this.#again.shift()
    if (again === undefined && this.#ready.length === 0) this.seal()
    const batch = again ?? this.#ready.shift()
    if (batch === undefined) throw new Error('nothing is ready')
    if (now - this.#storedAt > FORGOTTEN_MS) this.#known = false
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
      this.#storedAt = now
      this.#backoff.succeeded()
      this.#end(batch, verdict.stored)
      return
    }
    batch.fault = verdict.error
    switch (verdict.kind) {
      case 'again':
        if (verdict.unknown) batch.unknown = true
        this.#backoff.failed(now)
        this.#requeue(batch)
        return
      case 'gap':
        // As long as one before it is open, this is how the broker keeps the order.
        batch.unknown = false
        if (!this.#hasOpenBefore(batch)) {
          this.#broken ??= { unknown: false, error: verdict.error }
          this.#backoff.failed(now)
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
    const batch = this.#filler.close()
    if (batch !== undefined) this.#sealed(batch)
  }

  /** Fails what has run out of time, in order, and closes what has been open for long. */
  expire(now: number): void {
    for (const batch of this.#inFlight) {
      if (batch.deadline <= now) this.#end(batch, expiredError(batch))
    }
    const again = this.#again
    this.#again = again.filter((batch) => batch.deadline > now)
    for (const batch of again.filter(({ deadline }) => deadline <= now)) {
      this.#end(batch, expiredError(batch))
      this.#leaveOpen(batch)
    }
    const { open } = this.#filler
    const longestMs = Math.max(LONGEST_OPEN_MS, this.#settings.lingerMs)
    if (open !== undefined && (open.deadline <= now || now - open.openedAt >= longestMs))
      this.seal()
    for (let next = this.#ready.peek(); next !== undefined; next = this.#ready.peek()) {
      if (next.deadline > now) break
      this.#ready.shift()
      this.#end(next, expiredError(next))
    }
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

  #sealed(batch: Batch): void {
    this.#ready.push(batch)
    this.#settings.onSealed(this)
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
