import type { WatchedOutput } from '@hops-kafka/cli'
import type { Consumer } from 'hops-kafka'
import type { RecordFormat } from './format-record.ts'

/** What to print, how, where, and until when. */
export interface Printing {
  readonly consumer: Consumer<unknown>
  readonly format: RecordFormat
  readonly output: WatchedOutput
  /** Stop after so many records; undefined: when asked to. */
  readonly count: number | undefined
  readonly signal: AbortSignal
}

/**
 * Prints records, a line each, and acknowledges those whose line was taken.
 *
 * @returns how many were printed.
 */
export async function printRecords(printing: Printing): Promise<number> {
  const { consumer, format, output, count, signal } = printing
  // Closing ends the iteration, also where it waits for a record that never comes.
  const endIteration = (): void => void consumer.close()
  if (signal.aborted) endIteration()
  else signal.addEventListener('abort', endIteration, { once: true })
  let printed = 0
  for await (const record of consumer) {
    if (!(await output.writeLine(format(record)))) break
    consumer.ack(record)
    printed += 1
    if (printed === count) break
  }
  signal.removeEventListener('abort', endIteration)
  return printed
}
