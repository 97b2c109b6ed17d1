import { snappyBound, snappyCompress, snappyDecompress } from './snappy-block.ts'

// Java's clients put Snappy's blocks into a frame of their own, that of the library snappy-java (SnappyOutputStream);
// librdkafka writes one bare block. Readers take both.

const MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
/** The magic, then the version and the oldest compatible one, both 1. */
const HEADER = Buffer.concat([MAGIC, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])])
/** What snappy-java reads into a buffer of its default size. */
const BLOCK_BYTES = 32_768

/** Compresses into the frame of snappy-java. */
export function snappy(bytes: Buffer): Buffer {
  const blocks = Math.ceil(bytes.length / BLOCK_BYTES)
  const room = HEADER.length + blocks * (4 + snappyBound(BLOCK_BYTES))
  const target = Buffer.allocUnsafe(room)
  let end = HEADER.copy(target)
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
    const next = snappyCompress(bytes.subarray(from, from + BLOCK_BYTES), target, end + 4)
    target.writeInt32BE(next - end - 4, end)
    end = next
  }
  return target.subarray(0, end)
}

/** Decompresses a frame of snappy-java, or one bare block. */
export function unsnappy(bytes: Buffer, limitBytes: number): Buffer {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return snappyDecompress(bytes, limitBytes)
  const blocks: Buffer[] = []
  let left = limitBytes
  for (let at = HEADER.length; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw new Error('it ends within a block')
    const length = bytes.readInt32BE(at)
    if (length < 0 || at + 4 + length > bytes.length) throw new Error('it ends within a block')
    const block = snappyDecompress(bytes.subarray(at + 4, at + 4 + length), left)
    left -= block.length
    blocks.push(block)
    at += 4 + length
  }
  return blocks.length === 1 && blocks[0] !== undefined ? blocks[0] : Buffer.concat(blocks)
}
