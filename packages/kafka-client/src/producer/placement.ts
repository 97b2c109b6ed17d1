import { badOption } from '../connection/connection.ts'
import type { WriteValue } from '../wire/record-batch.ts'
import type { RecordParts } from './batch-filler.ts'
import type { Handle } from './delivery-handle.ts'
import { encodeAlone, encodeHeaders, writeBytes } from './record-fields.ts'
import type { Sender } from './sender.ts'
import type { Topic, WaitingRecord } from './topic.ts'
import type { OutgoingRecord, ProducerOptions } from './types.ts'

/** What a placement works with. */
export interface PlacementParts<T> {
  readonly write: WriteValue<T>
  readonly sender: Sender
  readonly deliveryTimeoutMs: number
  readonly addHeaders: ProducerOptions<T>['addHeaders']
}

/** Encodes records, into a batch of their partition or, where there is no room, by themselves. */
export class Placement<T> {
  readonly #parts: PlacementParts<T>
  /** Used for each record anew. */
  readonly #record: { -readonly [K in keyof RecordParts<T>]: RecordParts<T>[K] }

  constructor(parts: PlacementParts<T>) {
    this.#parts = parts
    const { write } = parts
    const nothing = new Uint8Array(0)
    this.#record = {
      timestamp: 0,
      key: nothing,
      value: null,
      write,
      headers: nothing,
      deadline: 0,
    }
  }

  /**
   * Writes the record into a batch.
   * @throws KafkaError `ERR_KAFKA_BAD_OPTION`; what the serializer throws
   */
  place(topic: Topic, record: OutgoingRecord<T>, handle: Handle): Handle {
    const now = Date.now()
    const parts = this.#record
    const key = topic.keys.of(record.key)
    parts.timestamp = record.timestamp === undefined ? now : checkedTime(record.timestamp)
    parts.key = key.bytes
    parts.value = record.value
    parts.headers = this.#headers(record)
    parts.deadline = now + this.#parts.deliveryTimeoutMs
    const { partition = key.partition } = record
    return this.#append(topic, topic.partitioner.check(partition), record, parts, handle, now)
  }

  /**
   * Encodes the record, to be kept until there is room.
   * @throws KafkaError `ERR_KAFKA_BAD_OPTION`; what the serializer throws
   */
  encode(topic: Topic, record: OutgoingRecord<T>, handle: Handle): WaitingRecord {
    const now = Date.now()
    const waiting: WaitingRecord = {
      source: record,
      key: record.key,
      value: record.value === null ? null : encodeAlone(record.value, this.#parts.write),
      write: writeBytes,
      headers: this.#headers(record),
      timestamp: record.timestamp === undefined ? now : checkedTime(record.timestamp),
      deadline: now + this.#parts.deliveryTimeoutMs,
      handle,
      withdrawn: false,
    }
    if (topic.known && record.partition !== undefined) topic.partitioner.check(record.partition)
    return waiting
  }

  /**
   * Writes a record that has waited into a batch.
   * @throws KafkaError `ERR_KAFKA_BAD_OPTION`
   */
  placeEncoded(topic: Topic, waiting: WaitingRecord, now: number): void {
    const { source, handle } = waiting
    const key = topic.keys.of(waiting.key)
    const partition = topic.partitioner.check(source.partition ?? key.partition)
    this.#append(topic, partition, source, { ...waiting, key: key.bytes }, handle, now)
  }

  #headers(record: OutgoingRecord<T>): Uint8Array {
    const added = this.#parts.addHeaders?.(record) ?? []
    const { headers = [] } = record
    return encodeHeaders(added.length === 0 ? headers : [...headers, ...added])
  }

  #append<V>(
    topic: Topic,
    partition: number,
    source: OutgoingRecord<unknown>,
    parts: RecordParts<V>,
    handle: Handle,
    now: number,
  ): Handle {
    const lane = topic.lanes[partition]
    if (lane === undefined) throw new Error(`there is no partition ${partition}`)
    const { deliveries, count } = lane.append(parts, now)
    deliveries.added(source, parts.timestamp)
    // Whoever is not first in its batch leaves with those before it.
    if (count === 1) this.#parts.sender.touch(lane)
    return handle.placeIn(deliveries, count - 1, parts.timestamp - deliveries.baseTimestamp)
  }
}

/** Two of them have to differ by what a batch can hold exactly. */
const LAST_TIME = 2 ** 52 - 1

function checkedTime(timestamp: number): number {
  if (Number.isSafeInteger(timestamp) && timestamp >= 0 && timestamp <= LAST_TIME) return timestamp
  throw badOption('timestamp', timestamp, 'Give whole milliseconds since the epoch, below 2^52')
}
