import { randomUUID } from 'node:crypto'
import type { ConsumedRecord, HopsConsumerOptions, HopsKafka } from 'hops-kafka'
import type { Example } from './example.ts'

/** Reads a topic from its beginning, in a group of its own, until `count` records came or the signal is aborted. */
export async function* readRecords<T>(
  hops: HopsKafka,
  { count = Number.POSITIVE_INFINITY, signal }: Pick<Example, 'count' | 'signal'>,
  options: HopsConsumerOptions<T> = {},
): AsyncGenerator<ConsumedRecord<T>> {
  const groupId = `${hops.settings.kafka.groupId ?? 'examples'}-${randomUUID()}`
  const consumer = await hops.consumer<T>({ start: 'earliest', groupId, ...options })
  const close = (): void => void consumer.close()
  signal.addEventListener('abort', close, { once: true })
  if (signal.aborted) close()
  let read = 0
  for await (const record of consumer) {
    yield record
    consumer.ack(record)
    read += 1
    if (read >= count) return
  }
}
