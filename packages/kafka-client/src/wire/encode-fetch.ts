/** From where to fetch a partition. */
export interface FetchFrom {
  readonly partition: number
  readonly offset: number
  /** How much at most; a first batch that is larger comes whole (KIP-74). */
  readonly maxBytes: number
}

/** What to ask a broker for. */
export interface FetchRequest {
  readonly topic: string
  readonly partitions: readonly FetchFrom[]
  /** How long the broker may wait for a first byte. */
  readonly maxWaitMs: number
  readonly maxBytes: number
}

const REPLICA_NONE = -1
const READ_COMMITTED = 1
const NO_SESSION = -1
const UNKNOWN = -1

/**
 * Writes the body of a Fetch request, version 11.
 * @see https://kafka.apache.org/protocol.html#The_Messages_Fetch
 */
export function encodeFetch({ topic, partitions, maxWaitMs, maxBytes }: FetchRequest): Buffer {
  const name = Buffer.from(topic)
  const body = Buffer.allocUnsafe(41 + name.length + 28 * partitions.length)
  let at = 0
  const int16 = (value: number): void => {
    at = body.writeInt16BE(value, at)
  }
  const int32 = (value: number): void => {
    at = body.writeInt32BE(value, at)
  }
  int32(REPLICA_NONE)
  int32(maxWaitMs)
  const atLeastOneByte = 1
  int32(atLeastOneByte)
  int32(maxBytes)
  at = body.writeInt8(READ_COMMITTED, at)
  int32(0)
  int32(NO_SESSION)
  int32(1)
  int16(name.length)
  at += name.copy(body, at)
  int32(partitions.length)
  for (const { partition, offset, maxBytes: most } of partitions) {
    int32(partition)
    int32(UNKNOWN) // the leader's epoch
    at = body.writeBigInt64BE(BigInt(offset), at)
    at = body.writeBigInt64BE(BigInt(UNKNOWN), at) // our log's start: we have none
    int32(most)
  }
  int32(0) // forgotten topics
  int16(0) // rack
  return body.subarray(0, at)
}
