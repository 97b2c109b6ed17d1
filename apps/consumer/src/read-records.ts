import type { ConsumedRecord, Consumer } from 'hops-kafka'
import type { RecordCount } from './record-count.ts'
import { UntilEnd } from './until-end.ts'

/** What to read, what to do with it, and until when. */
export interface Reading {
  readonly consumer: Consumer<unknown>
  /** Takes a record; false when nobody wants more. */
  readonly take: (record: ConsumedRecord<unknown>) => boolean | Promise<boolean>
  /** Counts those that are taken. */
  readonly count: RecordCount
  /** Stop at what is the end now. */
  readonly isUntilEnd: boolean
  readonly signal: AbortSignal
}

/** Reads records, and acknowledges those that were taken, until there are enough or it is asked to stop. */
export async function readRecords(reading: Reading): Promise<void> {
  const { consumer, take, count, isUntilEnd } = reading
  const signal = AbortSignal.any([reading.signal, count.reached])
  // Closing ends the iteration, also where it waits for a record that never comes.
  const endIteration = (): void => void consumer.close()
  if (signal.aborted) endIteration()
  else signal.addEventListener('abort', endIteration, { once: true })
  const untilEnd = isUntilEnd ? await UntilEnd.of(consumer) : undefined
  const endWatch = untilEnd?.watch(consumer, endIteration)
  for await (const record of consumer) {
    if (untilEnd?.covers(record) === false) continue
    const isTaken = take(record)
    // A plot takes a record at once: waiting for it all the same would cost a turn of each.
    if (!(typeof isTaken === 'boolean' ? isTaken : await isTaken)) break
    consumer.ack(record)
    count.add()
  }
  endWatch?.()
  signal.removeEventListener('abort', endIteration)
}
