import { corrupt } from './corrupt.ts'
import { ByteReader } from './decode-reader.ts'

/** A transaction that was aborted, as a fetch tells it beside the records. */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: number
}

/** What a fetch brought of one partition. */
export interface FetchedPartition {
  readonly topic: string
  readonly partition: number
  /** Kafka's error code; 0 for none. */
  readonly errorCode: number
  /** Offset of the next record to be written. */
  readonly endOffset: number
  /** Offset of the first record that is still there. */
  readonly startOffset: number
  readonly aborted: readonly AbortedTransaction[]
  /** Record batches, the last one perhaps cut off. */
  readonly records: Buffer
}

/** The answer to a fetch. */
export interface FetchResponse {
  /** How long to send nothing more to this broker (KIP-219). */
  readonly throttleMs: number
  readonly errorCode: number
  readonly partitions: readonly FetchedPartition[]
}

/**
 * Reads the body of a Fetch response, version 11.
 * @see https://kafka.apache.org/protocol.html#The_Messages_Fetch
 * @throws KafkaError `ERR_KAFKA_CORRUPT`
 */
export function decodeFetch(body: Buffer): FetchResponse {
  const reader = new ByteReader(body)
  const throttleMs = reader.int32()
  const errorCode = reader.int16()
  // The id of a fetch session, of which there is none.
  reader.int32()
  const partitions: FetchedPartition[] = []
  for (let topics = reader.count(LEAST_TOPIC_BYTES); topics > 0; topics--) {
    const topic = reader.string()
    for (let count = reader.count(LEAST_PARTITION_BYTES); count > 0; count--) {
      partitions.push(readPartition(reader, topic))
    }
  }
  return { throttleMs, errorCode, partitions }
}

const LEAST_TOPIC_BYTES = 2 + 4
const LEAST_PARTITION_BYTES = 4 + 2 + 8 + 8 + 8 + 4 + 4 + 4
const ABORTED_BYTES = 8 + 8

function readPartition(reader: ByteReader, topic: string): FetchedPartition {
  const partition = reader.int32()
  const errorCode = reader.int16()
  const endOffset = reader.int64()
  // The last stable offset: the records end there by themselves when only committed ones are asked for.
  reader.int64()
  const startOffset = reader.int64()
  const aborted: AbortedTransaction[] = []
  for (let count = reader.count(ABORTED_BYTES); count > 0; count--) {
    aborted.push({ producerId: reader.bigint64(), firstOffset: reader.int64() })
  }
  // The replica to be preferred; we name no rack, so it is always the leader.
  reader.int32()
  const length = reader.int32()
  if (length < -1) throw corrupt(`its records have a length of ${length}`)
  const records = reader.view(Math.max(0, length))
  return { topic, partition, errorCode, endOffset, startOffset, aborted, records }
}
