import type { LogEntry } from '../connection/connection.ts'
import { reasonOf } from '../errors.ts'
import type { AckedOffsets, PartitionOffset } from './acked-offsets.ts'

const INTERVAL_MS = 1_000

/** Commits what was acknowledged: each second, and when asked. One commit at a time, so that none goes back. */
export class Committer {
  readonly #acked: AckedOffsets
  readonly #commit: (offsets: readonly PartitionOffset[]) => Promise<void>
  readonly #log: (entry: LogEntry) => void
  #running: Promise<void> = Promise.resolve()
  #lastWarning = ''
  #timer: NodeJS.Timeout | undefined

  constructor(
    acked: AckedOffsets,
    commit: (offsets: readonly PartitionOffset[]) => Promise<void>,
    log: (entry: LogEntry) => void,
  ) {
    this.#acked = acked
    this.#commit = commit
    this.#log = log
  }

  start(): void {
    this.#timer ??= setInterval(() => this.commitQuietly(), INTERVAL_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Commits; rejects when the group did not take it. */
  async commit(): Promise<void> {
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
      if (message !== this.#lastWarning) this.#log({ level: 'warn', message, details: {} })
      this.#lastWarning = message
    }
  }

  async #commitPending(): Promise<void> {
    const offsets = this.#acked.pending()
    if (offsets.length === 0) return
    await this.#commit(offsets)
    this.#acked.committed(offsets)
    this.#lastWarning = ''
  }
}
