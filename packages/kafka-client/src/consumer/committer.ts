import type { LogEntry } from '../connection/connection.ts'
import { reasonOf } from '../errors.ts'
import type { Assignment } from './assignment.ts'
import type { PartitionOffset } from './membership.ts'

/** What a committer is made of. */
export interface CommitterParts {
  readonly assignment: Assignment
  readonly intervalMs: number
  /** After how many acknowledged records it does not wait for the interval. */
  readonly records: number
  readonly commit: (offsets: readonly PartitionOffset[]) => Promise<void>
  readonly log: (entry: LogEntry) => void
}

/**
 * Commits what was acknowledged: at an interval, after a number of records, and when asked. One commit at a time, so
 * that none goes back.
 */
export class Committer {
  readonly #parts: CommitterParts
  #running: Promise<void> = Promise.resolve()
  #lastWarning = ''
  #acknowledged = 0
  #timer: NodeJS.Timeout | undefined

  constructor(parts: CommitterParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.commitQuietly(), this.#parts.intervalMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** So many more records were acknowledged. */
  count(records: number): void {
    this.#acknowledged += records
    if (this.#acknowledged >= this.#parts.records) void this.commitQuietly()
  }

  /** Commits; rejects when the group did not take it. */
  async commit(): Promise<void> {
    this.#acknowledged = 0
    const next = this.#running.then(() => this.#commitPending())
    this.#running = next.catch(() => {})
    await next
  }

  /** Commits; a failure is only told, since what is not committed comes again. */
  async commitQuietly(): Promise<void> {
    try {
      await this.commit()
    } catch (error) {
      const message = `not committed: ${reasonOf(error)}`
      if (message !== this.#lastWarning) {
        this.#parts.log({ level: 'warn', message, details: {} })
      }
      this.#lastWarning = message
    }
  }

  async #commitPending(): Promise<void> {
    const { assignment, commit } = this.#parts
    const pending = [...assignment.partitions].flatMap(({ partition, progress }) =>
      progress.pending === undefined ? [] : [{ partition, offset: progress.pending, progress }],
    )
    if (pending.length === 0) return
    await commit(pending)
    for (const { offset, progress } of pending) progress.commit(offset)
    this.#lastWarning = ''
  }
}
