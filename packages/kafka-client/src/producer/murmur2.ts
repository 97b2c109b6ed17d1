const SEED = 0x9747b28c
const M = 0x5bd1e995

/** The 32-bit murmur2 that Kafka's Java client hashes keys with (org.apache.kafka.common.utils.Utils), signed. */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length
  const tail = length & ~3
  let hash = SEED ^ length
  for (let at = 0; at < tail; at += 4) {
    let word = Math.imul(littleEndian(bytes, at, 4), M)
    word = Math.imul(word ^ (word >>> 24), M)
    hash = Math.imul(hash, M) ^ word
  }
  if (tail < length) hash = Math.imul(hash ^ littleEndian(bytes, tail, length - tail), M)
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return hash ^ (hash >>> 15)
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let word = 0
  for (let index = 0; index < count; index++) word |= (bytes[at + index] ?? 0) << (8 * index)
  return word
}
