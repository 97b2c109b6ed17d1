import type { LogEntry } from '../src/connection/connection.ts'
import { kafkajsFault } from '../src/connection/kafkajs-fault.ts'
import { assembleProducer } from '../src/producer/assemble.ts'
import { type Link, NotSent } from '../src/producer/kafka-link.ts'
import { checkOptions } from '../src/producer/producer.ts'
import type { Producer, ProducerOptions } from '../src/producer/types.ts'
import type { Metadata } from '../src/wire/metadata.ts'
import { VarintReader } from '../src/wire/varint.ts'

const TOPIC = 'readings'

/** One batch as it arrives at the broker. */
export interface Arrived {
  readonly topic: string
  readonly partition: number
  readonly values: readonly string[]
  readonly producerId: bigint
  readonly epoch: number
  readonly sequence: number
  readonly bytes: Buffer
}

/** What the broker makes of a batch: an error's code, or where it is stored; or it throws, as a connection does. */
export type Attempt = (
  batch: Arrived,
) => Promise<number | { baseOffset: bigint; logAppendTime?: number }>

export interface Script extends Partial<ProducerOptions<string>> {
  readonly attempt: Attempt
  readonly partitions?: number
  /** What it answers to a request for a producer id: a code, 0 by default. */
  readonly idCode?: number
  /** Partitions of any other topic; an error's code if negative. */
  readonly others?: (topic: string) => number
  readonly logged?: LogEntry[]
}

/** A producer whose broker is a function. */
export function scriptedProducer(script: Script): Promise<Producer<string>> {
  const { attempt, partitions = 1, idCode = 0, others = () => -3, logged = [], ...options } = script
  const checked = checkOptions<string>({
    topic: TOPIC,
    value: { encode: (text) => Buffer.from(text) },
    deliveryTimeoutMs: 10_000,
    ...options,
  })
  let ids = 4_000n
  const link: Link = {
    metadata: async (topics) =>
      metadataOf(topics, (topic) => (topic === TOPIC ? partitions : others(topic))),
    producerId: async () => ({ errorCode: idCode, producerId: ids++, epoch: 0, throttleMs: 0 }),
    close: async () => {},
    async produce(_, batches) {
      const answers = await Promise.all(
        batches.map(async ({ topic, partition, bytes }) => {
          // A copy: a batch's buffer is used again.
          const answer = await attempt(arrived(topic, partition, Buffer.from(bytes)))
          const stored = typeof answer === 'number' ? { baseOffset: -1n } : answer
          const errorCode = typeof answer === 'number' ? answer : 0
          return { topic, partition, errorCode, logAppendTime: -1, ...stored }
        }),
      )
      return { partitions: answers, throttleMs: 0 }
    },
  }
  return assembleProducer(checked, {
    link,
    log: (entry) => logged.push(entry),
    faultOf: (thrown, topic) =>
      kafkajsFault(thrown, { what: 'cannot send', topic, principal: 'p' }),
  })
}

function metadataOf(topics: readonly string[], partitionsOf: (topic: string) => number): Metadata {
  return {
    throttleMs: 0,
    brokers: [{ id: 1, host: 'scripted', port: 1 }],
    topics: topics.map((topic) => {
      const count = partitionsOf(topic)
      const errorCode = count < 0 ? -count : 0
      const partitions = Array.from({ length: Math.max(0, count) }, (_, partition) => ({
        partition,
        leader: 1,
      }))
      return { topic, errorCode, partitions }
    }),
  }
}

/** Takes an uncompressed batch of records without headers apart. */
export function arrived(topic: string, partition: number, bytes: Buffer): Arrived {
  const count = bytes.readInt32BE(57)
  const reader = new VarintReader(bytes, 61)
  const values = Array.from({ length: count }, () => {
    const length = reader.varint()
    const end = reader.at + length
    const fields = new VarintReader(bytes, reader.at + 1)
    fields.varlong()
    fields.varint()
    const keyBytes = Math.max(0, fields.varint())
    fields.at += keyBytes
    const size = fields.varint()
    reader.at = end
    return bytes.toString('utf8', fields.at, fields.at + Math.max(0, size))
  })
  return {
    topic,
    partition,
    values,
    producerId: bytes.readBigInt64BE(43),
    epoch: bytes.readInt16BE(51),
    sequence: bytes.readInt32BE(53),
    bytes,
  }
}

/** A log per partition, as a broker that always acknowledges would keep it. */
export class ScriptedLog {
  readonly records = new Map<number, string[]>()

  readonly append: Attempt = async (batch) => this.keep(batch)

  protected keep({ partition, values }: Arrived): { baseOffset: bigint } {
    const log = this.records.get(partition) ?? []
    this.records.set(partition, log)
    const baseOffset = BigInt(log.length)
    log.push(...values)
    return { baseOffset }
  }
}

interface State {
  epoch: number
  /** Of the last five batches: their first sequence, count and offset. */
  last: { sequence: number; count: number; baseOffset: bigint }[]
}

/** A log that tells copies and gaps as a broker does (ProducerStateManager of Kafka). */
export class IdempotentLog extends ScriptedLog {
  readonly #states = new Map<string, State>()

  readonly store: Attempt = async (batch) => {
    const { partition, producerId, epoch, sequence, values } = batch
    const key = `${partition}/${producerId}`
    const state = this.#states.get(key)
    if (state !== undefined && epoch < state.epoch) return 47
    if (state !== undefined && epoch === state.epoch) {
      const copy = state.last.find(
        (one) => one.sequence === sequence && one.count === values.length,
      )
      if (copy !== undefined) return { baseOffset: copy.baseOffset }
      const newest = state.last.at(-1)
      if (newest !== undefined && sequence !== newest.sequence + newest.count) return 45
    } else if (state !== undefined && sequence !== 0) return 45
    const stored = this.keep(batch)
    const last = state !== undefined && state.epoch === epoch ? state.last : []
    last.push({ sequence, count: values.length, baseOffset: stored.baseOffset })
    this.#states.set(key, { epoch, last: last.slice(-5) })
    return stored
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

/** An error of a connection, as KafkaJS throws it. */
export function connectionError(text = 'Connection error: read ECONNRESET'): Error {
  return Object.assign(new Error(text), { name: 'KafkaJSConnectionError', retriable: true })
}

/** An attempt that never left. */
export function notSent(): NotSent {
  return new NotSent(connectionError('Connection error: connect ECONNREFUSED'))
}

/** A door that work waits at until it is opened. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
