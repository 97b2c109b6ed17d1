import { KafkaError, reasonOf } from '../errors.ts'
import type { AssignedPartition } from './assigned-partition.ts'
import type { Assignment } from './assignment.ts'
import type { FailedRecord } from './failure.ts'
import type { FailureDesk, FailureOutcome } from './failure-desk.ts'
import { KeyQueues } from './key-queues.ts'
import type { OpenRecord } from './progress.ts'
import type { RecordSource, Taken } from './record-source.ts'
import { Task } from './task.ts'
import { Turn } from './turn.ts'
import type { Handler, RunOptions } from './types.ts'
import type { Work } from './work.ts'

/** What a run is made of. */
export interface RunParts<T> {
  readonly source: RecordSource<T>
  readonly assignment: Assignment
  readonly work: Work
  readonly failures: FailureDesk
  readonly handler: Handler<T>
  readonly options: Required<RunOptions>
  readonly isClosed: () => boolean
  /** So many more records are handled. */
  readonly onHandled: (records: number) => void
}

/** Calls a handler with each record, several at a time if that is wanted, in order where order is promised. */
export class HandlerRun<T> {
  readonly #parts: RunParts<T>
  readonly #turn = new Turn()
  readonly #keys = new KeyQueues<T>()
  #underWay = 0
  #failure: { readonly error: unknown } | undefined

  constructor(parts: RunParts<T>) {
    this.#parts = parts
  }

  /** Settles when the consumer is closed and no handler is waited for, or with what ended it. */
  async run(): Promise<void> {
    const { source, assignment, isClosed } = this.#parts
    for (;;) {
      const changed = assignment.changed()
      if (this.#failure !== undefined) throw this.#failure.error
      if (isClosed()) return this.#ended()
      const taken = this.#hasRoom ? source.take() : undefined
      if (taken === undefined) await changed
      else if (!this.#isSoonDone(taken)) this.#begin(taken)
      if (this.#turn.isOver()) await this.#turn.yield()
    }
  }

  get #hasRoom(): boolean {
    return this.#underWay < this.#parts.options.concurrency && !this.#keys.isFull
  }

  /** The quick way of a handler that returns no promise, while no other one is under way; true when that was all. */
  #isSoonDone(taken: Taken<T>): boolean {
    const { handler, onHandled, options } = this.#parts
    if (this.#underWay > 0 || (options.order === 'key' && options.concurrency > 1)) return false
    const task = new Task(taken)
    const open = taken.from.progress.open(taken.offset)
    try {
      const working = task.start(handler)
      if (working !== undefined) {
        void this.#work(task, open, working)
        return true
      }
    } catch (cause) {
      void this.#work(task, open, Promise.reject(cause))
      return true
    }
    taken.from.progress.close(open)
    onHandled(1)
    return true
  }

  #begin(taken: Taken<T>): void {
    const open = taken.from.progress.open(taken.offset)
    const start = (): void => void this.#work(new Task(taken), open)
    if (this.#parts.options.order === 'key') this.#keys.add(taken, start)
    else start()
  }

  /** Works on one record until it is dealt with, or nobody wants it any more. */
  async #work(task: Task<T>, open: OpenRecord, begun?: Promise<void>): Promise<void> {
    const { from } = task.taken
    const { options, onHandled } = this.#parts
    const isAlone = options.order === 'partition'
    if (isAlone) from.holds++
    this.#underWay++
    const { epoch } = from
    try {
      const isDealtWith = await this.#untilDealtWith(task, begun)
      if (!isDealtWith || from.isLost || from.epoch !== epoch) return
      from.progress.close(open)
      onHandled(1)
    } catch (error) {
      this.#failure ??= { error }
    } finally {
      if (isAlone) from.holds--
      // The next of its key takes its place, before anything else does.
      else this.#keys.done(task.taken)
      this.#release()
    }
  }

  /** Whether the record is handled, or dealt with by the failure policy. */
  async #untilDealtWith(task: Task<T>, begun?: Promise<void>): Promise<boolean> {
    // One that waited for others of its key may be wanted no longer.
    if (!task.isWanted || this.#parts.isClosed()) return false
    for (let working = begun; ; working = undefined) {
      const outcome = await this.#outcome(task, working)
      if (outcome === 'succeeded' || outcome === 'dealt with') return true
      if (outcome === 'unwanted' || !(await this.#resumed(task.taken.from))) return false
      task.again(1)
    }
  }

  async #outcome(task: Task<T>, begun?: Promise<void>): Promise<FailureOutcome> {
    try {
      await this.#attempt(task, begun)
      return 'succeeded'
    } catch (cause) {
      return !task.isWanted || isClosing(cause) ? 'unwanted' : this.#settle(task, cause)
    }
  }

  /** What waits for its next attempt keeps its partition, or key, but gives its place to others. */
  async #settle(task: Task<T>, first: unknown): Promise<FailureOutcome> {
    const { from } = task.taken
    const { epoch } = from
    this.#release()
    try {
      return await this.#parts.failures.settle({
        first,
        failed: (attempt, cause) => this.#failed(task, attempt, cause),
        again: async (next) => {
          await this.#room()
          task.again(next)
          this.#underWay++
          try {
            await this.#attempt(task)
          } finally {
            this.#release()
          }
        },
        isWanted: () => task.isWanted && from.epoch === epoch,
      })
    } finally {
      this.#underWay++
    }
  }

  /** One call of the handler, seen by whoever waits for what is under way. */
  async #attempt(task: Task<T>, begun?: Promise<void>): Promise<void> {
    const { work, handler } = this.#parts
    work.tasks.add(task as Task<unknown>)
    try {
      await (begun ?? task.start(handler))
    } finally {
      work.tasks.delete(task as Task<unknown>)
      work.check()
    }
  }

  #release(): void {
    this.#underWay--
    this.#parts.assignment.notify()
  }

  async #room(): Promise<void> {
    while (this.#underWay >= this.#parts.options.concurrency) await this.#parts.assignment.changed()
  }

  /** Stops a partition until it is resumed, and gives its place to others meanwhile; false when the wait ends otherwise. */
  async #resumed(from: AssignedPartition): Promise<boolean> {
    const { assignment, isClosed } = this.#parts
    from.isPaused = true
    this.#release()
    while (from.isPaused && !from.isLost && !isClosed()) await assignment.changed()
    const isResumed = !from.isPaused && !from.isLost && !isClosed()
    if (isResumed) await this.#room()
    this.#underWay++
    return isResumed
  }

  async #ended(): Promise<void> {
    await this.#parts.work.idle()
  }

  #failed({ taken, name }: Task<T>, attempt: number, cause: unknown): FailedRecord {
    const { record, columns, index } = taken
    const isOurs = cause instanceof KafkaError && cause.code === 'ERR_KAFKA_HANDLER_TIMEOUT'
    const error = isOurs
      ? cause
      : new KafkaError('ERR_KAFKA_HANDLER', {
          what: `the handler failed for record ${name}`,
          because: reasonOf(cause),
          fix: 'Look at its cause; onFailure may retry, skip, pause or store the record elsewhere',
          cause,
        })
    return { ...record, value: columns.value(index), error, attempt }
  }
}

function isClosing(cause: unknown): boolean {
  return cause instanceof KafkaError && cause.code === 'ERR_KAFKA_CLOSED'
}
