import type { ConsumedRecord, Consumer } from 'hops-kafka'
import { UntilEnd } from './until-end.ts'

/** What to read, what to do with it, and until when. */
export interface Reading {
  readonly consumer: Consumer<unknown>
  /** Takes a record; false when nobody wants more. */
  readonly take: (record: ConsumedRecord<unknown>) => boolean | Promise<boolean>
  /** Stop after so many records; undefined: when asked to. */
  readonly count: number | undefined
  /** Stop at what is the end now. */
  readonly isUntilEnd: boolean
  readonly signal: AbortSignal
}

/**
 * Reads records, and acknowledges those that were taken.
 *
 * @returns how many were taken.
 */
export async function readRecords(reading: Reading): Promise<number> {
  const { consumer, take, count, signal, isUntilEnd } = reading
  // Closing ends the iteration, also where it waits for a record that never comes.
  const endIteration = (): void => void consumer.close()
  if (signal.aborted) endIteration()
  else signal.addEventListener('abort', endIteration, { once: true })
  const untilEnd = isUntilEnd ? await UntilEnd.of(consumer) : undefined
  const endWatch = untilEnd?.watch(consumer, endIteration)
  let taken = 0
  for await (const record of consumer) {
    if (untilEnd?.covers(record) === false) continue
    const isTaken = take(record)
    // A plot takes a record at once: waiting for it all the same would cost a turn of each.
    if (!(typeof isTaken === 'boolean' ? isTaken : await isTaken)) break
    consumer.ack(record)
    taken += 1
    if (taken === count) break
  }
  endWatch?.()
  signal.removeEventListener('abort', endIteration)
  return taken
}
