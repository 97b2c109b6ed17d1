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
  readonly stop: Stop
}

/**
 * Prints records to stdout, a line each, and acknowledges a record once its line is handed over.
 *
 * @returns how many were printed.
 */
export async function printRecords({ consumer, format, count, stop }: Printing): Promise<number> {
  const closeOnStop = (): void => void consumer.close()
  stop.signal.addEventListener('abort', closeOnStop, { once: true })
  let printed = 0
  for await (const record of consumer) {
    if (stop.signal.aborted) break
    await writeLine(format(record), stop.signal)
    consumer.ack(record)
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
