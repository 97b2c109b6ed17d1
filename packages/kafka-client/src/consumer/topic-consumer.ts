import { wholeNumber } from '../connection/connection.ts'
import { endsWithin } from '../deadline.ts'
import type { AckedOffsets } from './acked-offsets.ts'
import type { BatchFeeder } from './batch-feeder.ts'
import type { Committer } from './committer.ts'
import type { HandOff } from './hand-off.ts'
import type { Supervisor } from './supervisor.ts'
import type { ConsumedRecord, Consumer } from './types.ts'

const CLOSE_TIMEOUT_MS = 10_000

/** What a consumer is made of. */
export interface TopicConsumerParts<T> {
  readonly handOff: HandOff<ConsumedRecord<T>>
  readonly feeder: BatchFeeder<T>
  readonly acked: AckedOffsets
  readonly committer: Committer
  readonly supervisor: Supervisor
}

/** {@link Consumer}: the side of the application. */
export class TopicConsumer<T> implements Consumer<T> {
  readonly #parts: TopicConsumerParts<T>
  #closing: Promise<void> | undefined

  constructor(parts: TopicConsumerParts<T>) {
    this.#parts = parts
  }

  get skipped(): number {
    return this.#parts.feeder.skipped
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ConsumedRecord<T>, void, void> {
    const { handOff, acked } = this.#parts
    while (!handOff.closed) {
      const record = handOff.shift()
      if (record === undefined) {
        await handOff.arrival()
      } else {
        // In the same turn as it is taken: a rebalance in between would count it to the next assignment.
        acked.delivered(record.partition, record.offset)
        yield record
      }
    }
  }

  ack({ partition, offset }: Pick<ConsumedRecord<unknown>, 'partition' | 'offset'>): void {
    this.#parts.acked.ack(partition, offset)
  }

  commit(): Promise<void> {
    return this.#parts.committer.commit()
  }

  async close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(wholeNumber('timeoutMs', timeoutMs, 0))
    await this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(timeoutMs: number): Promise<void> {
    const { handOff, committer, supervisor } = this.#parts
    const deadline = Date.now() + timeoutMs
    handOff.close()
    committer.stop()
    await endsWithin(committer.commitQuietly(), timeoutMs)
    await supervisor.stop(deadline - Date.now())
  }
}
