import { kafkajsFault } from '../src/connection/kafkajs-fault.ts'
import { Accumulator } from '../src/producer/accumulator.ts'
import { Partitioner } from '../src/producer/partitioner.ts'
import type { Attempt } from '../src/producer/pending-record.ts'
import { RecordEncoder } from '../src/producer/record-encoder.ts'
import { TopicProducer } from '../src/producer/topic-producer.ts'
import type { DeliveryReport, Producer, Serializer } from '../src/producer/types.ts'

const TOPIC = 'readings'

export interface Script {
  readonly attempt: Attempt
  readonly partitions?: number
  readonly lingerMs?: number
  readonly maxBufferedRecords?: number
  readonly deliveryTimeoutMs?: number
  readonly value?: Serializer<string>
  readonly onDelivery?: (report: DeliveryReport<string>) => void
}

const TEXT: Serializer<string> = { encode: (text) => Buffer.from(text) }

/** A producer whose broker is a function. */
export function scriptedProducer(script: Script): Producer<string> {
  const partitioner = new Partitioner(script.partitions ?? 1)
  const { onDelivery, attempt } = script
  const accumulator = new Accumulator<string>({
    topic: TOPIC,
    attempt,
    partitioner,
    lingerMs: script.lingerMs ?? 0,
    maxBufferedRecords: script.maxBufferedRecords ?? 1_000,
    onDelivery,
    log: () => {},
    faultOf: (thrown) =>
      kafkajsFault(thrown, { what: 'cannot send', topic: TOPIC, principal: 'p' }),
  })
  const encoder = new RecordEncoder<string>({
    topic: TOPIC,
    value: script.value ?? TEXT,
    partitioner,
    deliveryTimeoutMs: script.deliveryTimeoutMs ?? 10_000,
  })
  const reported = onDelivery !== undefined
  return new TopicProducer({ topic: TOPIC, accumulator, encoder, reported, hangUp: async () => {} })
}

/** A log per partition, as a broker that always acknowledges would keep it. */
export class ScriptedLog {
  readonly records = new Map<number, string[]>()

  readonly append: Attempt = async (partition, records) => {
    const log = this.records.get(partition) ?? []
    this.records.set(partition, log)
    const baseOffset = BigInt(log.length)
    log.push(...records.map(({ value }) => String(value)))
    return { baseOffset, logAppendTime: -1 }
  }
}

/** An error as KafkaJS throws it for an answer of the broker. */
export function brokerError(type: string, retriable: boolean): Error {
  return Object.assign(new Error(`the broker says ${type}`), {
    name: 'KafkaJSProtocolError',
    type,
    retriable,
  })
}

/** A door that work waits at until it is opened. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
