import { once } from 'node:events'
import type { Stop } from '@hops-kafka/cli'
import type { Consumer } from 'hops-kafka'
import type { RecordFormat } from './format-record.ts'

/** What to print, how, and until when. */
export interface Printing {
  readonly consumer: Consumer<unknown>
  readonly format: RecordFormat
  /** Stop after so many records; undefined: when asked to. */
  readonly count: number | undefined
  /** Whether what is printed counts as handled, so that the group goes on behind it next time. */
  readonly acknowledge: boolean
  readonly stop: Stop
}

/**
 * Prints records to stdout, a line each.
 *
 * @returns how many were printed.
 */
export async function printRecords(printing: Printing): Promise<number> {
  const { consumer, format, count, acknowledge, stop } = printing
  const closeOnStop = (): void => void consumer.close()
  stop.signal.addEventListener('abort', closeOnStop, { once: true })
  let printed = 0
  for await (const record of consumer) {
    if (stop.signal.aborted) break
    await writeLine(format(record), stop.signal)
    if (acknowledge) consumer.ack(record)
    printed += 1
    if (printed === count) break
  }
  stop.signal.removeEventListener('abort', closeOnStop)
  return printed
}

/** A reader slower than Kafka holds the loop here; what is not taken stays in Kafka. */
async function writeLine(line: string, signal: AbortSignal): Promise<void> {
  if (process.stdout.write(`${line}\n`)) return
  await once(process.stdout, 'drain', { signal }).catch(() => {})
}
