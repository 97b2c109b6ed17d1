import { KafkaError } from '../errors.ts'
import type { RecordColumns } from '../wire/decode-records.ts'
import type { AssignedPartition } from './assigned-partition.ts'
import type { Assignment } from './assignment.ts'
import { decodeValue } from './decode-value.ts'
import { DecodedBatch } from './decoded-batch.ts'
import type { FailureDesk } from './failure-desk.ts'
import { makeRecord, undecodable } from './make-record.ts'
import type { ConsumedRecord, Deserializer, RecordBatch } from './types.ts'

/** A record, and where it was taken from. */
export interface Taken<T> {
  readonly record: ConsumedRecord<T>
  readonly offset: number
  readonly from: AssignedPartition
  readonly columns: RecordColumns
  readonly index: number
}

/** What a source is made of. */
export interface SourceParts<T> {
  readonly topic: string
  readonly value: Deserializer<T>
  readonly assignment: Assignment
  readonly failures: FailureDesk
  /** Told when a batch was taken: there may be room for another one. */
  readonly onRoom: () => void
}

/** A value that had to be waited for. */
interface Late<T> {
  readonly value: T | null
  readonly epoch: number
}

/** Hands out what was fetched, partition by partition in turn, decoding each record only then. */
export class RecordSource<T> {
  readonly #parts: SourceParts<T>
  readonly #late = new Map<AssignedPartition, Late<T>>()
  #failure: Error | undefined
  #turn: AssignedPartition | undefined

  constructor(parts: SourceParts<T>) {
    this.#parts = parts
  }

  /** Whether {@link take} throws. */
  get hasFailed(): boolean {
    return this.#failure !== undefined
  }

  /** Ends it: from now on {@link take} throws this. */
  fail(error: Error): void {
    this.#failure ??= error
    this.#parts.assignment.notify()
  }

  /** The next record, if there is one now. @throws what the source has failed with */
  take(): Taken<T> | undefined {
    const { topic } = this.#parts
    for (let from = this.#next(); from !== undefined; from = this.#next()) {
      const columns = this.#columnsOf(from)
      if (columns === undefined) continue
      const { index } = from
      const decoded = this.#decode(from, columns, index)
      if (decoded === undefined) continue
      const place = { topic, partition: from.partition, columns, index }
      const record = makeRecord<T | null>(place, decoded.value) as ConsumedRecord<T>
      const offset = columns.offset(index)
      this.#taken(from, offset, 1)
      return { record, offset, from, columns, index }
    }
    return undefined
  }

  /** The next records of one batch, if there are any now. @throws what the source has failed with */
  takeBatch(): RecordBatch<T> | undefined {
    for (let from = this.#next(); from !== undefined; from = this.#next()) {
      const columns = this.#columnsOf(from)
      if (columns === undefined) continue
      const { index } = from
      const values = this.#decodeAll(from, columns)
      if (values.length === 0) continue
      this.#taken(from, columns.offset(index + values.length - 1), values.length)
      const { topic } = this.#parts
      return new DecodedBatch({ topic, partition: from.partition, columns, from: index, values })
    }
    return undefined
  }

  /** The partition whose turn it is: the one before goes on until its batch is empty. */
  #next(): AssignedPartition | undefined {
    if (this.#failure !== undefined) throw this.#failure
    const { assignment } = this.#parts
    if (assignment.isHeld) return undefined
    const before = this.#turn
    if (before?.isOpen && before.index > 0) return before
    let first: AssignedPartition | undefined
    let isBehind = false
    for (const partition of assignment.partitions) {
      if (partition.isOpen && partition.hasFetched) {
        if (isBehind) return partition
        first ??= partition
      }
      if (partition === before) isBehind = true
    }
    return first
  }

  #columnsOf(from: AssignedPartition): RecordColumns | undefined {
    this.#turn = from
    try {
      return from.current()
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error
      const { topic } = this.#parts
      const what = `cannot read ${topic}-${from.partition} from offset ${from.progress.position}`
      this.fail(new KafkaError(error.code, { ...error, what, cause: error }))
      return undefined
    }
  }

  /** The value of the next record; undefined when it has to be waited for, or has failed. */
  #decode(
    from: AssignedPartition,
    columns: RecordColumns,
    index: number,
  ): { readonly value: T | null } | undefined {
    const late = this.#late.size > 0 ? this.#late.get(from) : undefined
    if (late !== undefined) {
      this.#late.delete(from)
      if (late.epoch === from.epoch) return late
    }
    try {
      const value = decodeValue(this.#parts.value, columns, index)
      if (!(value instanceof Promise)) return { value }
      void this.#await(from, columns, value)
    } catch (cause) {
      void this.#settle(from, columns, cause)
    }
    return undefined
  }

  /** The values from here to the end of the batch, or to the first that is not there at once. */
  #decodeAll(from: AssignedPartition, columns: RecordColumns): readonly (T | null)[] {
    const first = this.#decode(from, columns, from.index)
    if (first === undefined) return []
    const values = [first.value]
    const { value: deserializer } = this.#parts
    try {
      for (let index = from.index + 1; index < columns.count; index++) {
        const value = decodeValue(deserializer, columns, index)
        if (value instanceof Promise) {
          // It is decoded once more when it is the next one, and dealt with then.
          value.catch(() => {})
          break
        }
        values.push(value)
      }
    } catch {
      // The same: it fails again when it is the next one.
    }
    return values
  }

  #taken(from: AssignedPartition, offset: number, count: number): void {
    from.progress.take(offset)
    if (from.advance(count)) this.#parts.onRoom()
  }

  async #await(
    from: AssignedPartition,
    columns: RecordColumns,
    work: Promise<T | null>,
  ): Promise<void> {
    const { epoch } = from
    from.holds++
    try {
      this.#late.set(from, { value: await work, epoch })
    } catch (cause) {
      void this.#settle(from, columns, cause)
    } finally {
      from.holds--
      this.#parts.assignment.notify()
    }
  }

  /** Has the policy decide on the next record, which cannot be decoded. */
  async #settle(from: AssignedPartition, columns: RecordColumns, cause: unknown): Promise<void> {
    const { topic, failures, assignment, value } = this.#parts
    const { epoch, index, partition } = from
    const isWanted = (): boolean => !from.isLost && from.epoch === epoch
    const place = { topic, partition, columns, index }
    from.holds++
    try {
      const outcome = await failures.settle({
        failed: (attempt, reason) => undecodable(place, reason, attempt),
        first: cause,
        again: async () => {
          const again = await decodeValue(value, columns, index)
          this.#late.set(from, { value: again, epoch })
        },
        isWanted,
      })
      if (!isWanted()) return
      if (outcome === 'pause') from.isPaused = true
      if (outcome !== 'dealt with') return
      from.progress.pass(columns.offset(index) + 1)
      if (from.advance()) this.#parts.onRoom()
    } catch (error) {
      if (isWanted()) this.fail(error as Error)
    } finally {
      from.holds--
      assignment.notify()
    }
  }
}
