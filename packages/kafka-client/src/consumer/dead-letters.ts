import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaConnection, LogEntry } from '../connection/connection.ts'
import { reasonOf } from '../errors.ts'
import { createProducer } from '../producer/producer.ts'
import type { OutgoingHeader, Producer } from '../producer/types.ts'
import type { FailedRecord } from './failure.ts'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/** Where dead letters go, and who tells. */
export interface DeadLettersParts {
  readonly connection: KafkaConnection
  readonly topic: string
  readonly groupId: string
  readonly log: (entry: LogEntry) => void
  /** Aborted when the consumer is closed. */
  readonly signal: AbortSignal
}

const bytes = { encode: (value: Uint8Array): Uint8Array => value }

/** Stores records that failed in a topic of their own. Its producer is made when there is a first one. */
export class DeadLetters {
  readonly #parts: DeadLettersParts
  #producer: Promise<Producer<Uint8Array>> | undefined

  constructor(parts: DeadLettersParts) {
    this.#parts = parts
  }

  /**
   * Stores a record, tried until all in-sync replicas have it; its partition waits meanwhile. False when nobody waits
   * for it any more: it is not stored then, and comes again.
   */
  async store(record: FailedRecord, isWanted: () => boolean): Promise<boolean> {
    const { signal, topic, log } = this.#parts
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
      try {
        const producer = await this.#open()
        const { key, value, timestamp } = record
        await producer.send({ key, value, timestamp, headers: this.#headers(record) })
        return true
      } catch (error) {
        const message = `dead letter not stored in '${topic}', trying again: ${reasonOf(error)}`
        log({ level: 'warn', message, details: { topic } })
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
      if (signal.aborted || !isWanted()) return false
    }
  }

  async close(timeoutMs: number): Promise<void> {
    const producer = await this.#producer?.catch(() => undefined)
    await producer?.close({ timeoutMs })
  }

  #open(): Promise<Producer<Uint8Array>> {
    if (this.#producer === undefined) {
      const { connection, topic } = this.#parts
      const opening = createProducer(connection, { topic, value: bytes })
      opening.catch(() => {
        this.#producer = undefined
      })
      this.#producer = opening
    }
    return this.#producer
  }

  #headers({
    headers,
    topic,
    partition,
    offset,
    timestamp,
    error,
    attempt,
  }: FailedRecord): OutgoingHeader[] {
    // The producer knows no null values.
    const original = headers.map(({ key, value }) => ({ key, value: value ?? '' }))
    const origin = {
      topic,
      partition,
      offset,
      timestamp,
      group: this.#parts.groupId,
      error: error.code,
      cause: error.because,
      attempts: attempt,
    }
    const ours = Object.entries(origin).map(([name, value]) => ({
      key: `dead-letter.${name}`,
      value: String(value),
    }))
    return [...original, ...ours]
  }
}
