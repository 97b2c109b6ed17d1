import { lz4Bound, lz4Compress, lz4Decompress } from './lz4-block.ts'
import { xxhash32 } from './xxhash32.ts'

// LZ4's frame format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md

const MAGIC = 0x184d2204
const VERSION = 1 << 6
const INDEPENDENT_BLOCKS = 1 << 5
const BLOCK_CHECKSUMS = 1 << 4
const CONTENT_SIZE = 1 << 3
const CONTENT_CHECKSUM = 1 << 2
const DICTIONARY = 1
const STORED = 0x8000_0000
/** Sizes of a block by their code, from 4 on. */
const BLOCK_BYTES = [65_536, 262_144, 1_048_576, 4_194_304] as const
/** The code of 64 KB blocks, the size that Java's clients write. */
const SMALL_BLOCKS = 4

/** Compresses into a frame of independent blocks, all that Java's clients read. */
export function lz4(bytes: Buffer): Buffer {
  const [size] = BLOCK_BYTES
  const blocks = Math.ceil(bytes.length / size)
  const target = Buffer.allocUnsafe(7 + blocks * (4 + lz4Bound(size)) + 4)
  target.writeUInt32LE(MAGIC, 0)
  target[4] = VERSION | INDEPENDENT_BLOCKS
  target[5] = SMALL_BLOCKS << 4
  target[6] = headerChecksum(target.subarray(4, 6))
  let end = 7
  for (let from = 0; from < bytes.length; from += size) {
    end = writeBlock(bytes.subarray(from, from + size), target, end)
  }
  return target.subarray(0, target.writeUInt32LE(0, end))
}

function writeBlock(block: Buffer, target: Buffer, at: number): number {
  const end = lz4Compress(block, target, at + 4)
  const length = end - at - 4
  if (length < block.length) {
    target.writeUInt32LE(length, at)
    return end
  }
  target.writeUInt32LE(block.length + STORED, at)
  return at + 4 + block.copy(target, at + 4)
}

/** Decompresses a frame, whose checksums must be right. */
export function unlz4(bytes: Buffer, limitBytes: number): Buffer {
  const { flags, blockBytes, start } = readHeader(bytes)
  let target: Buffer = Buffer.allocUnsafe(
    Math.min(limitBytes, Math.max(blockBytes, bytes.length * 4)),
  )
  let end = 0
  for (let at = start; ; ) {
    const length = read(bytes, at)
    at += 4
    if (length === 0) {
      if (flags & CONTENT_CHECKSUM) check(target.subarray(0, end), read(bytes, at))
      return target.subarray(0, end)
    }
    const block = bytes.subarray(at, at + (length & ~STORED))
    if (block.length !== (length & ~STORED) || block.length > blockBytes) throw damaged()
    at += block.length
    if (flags & BLOCK_CHECKSUMS) {
      check(block, read(bytes, at))
      at += 4
    }
    target = withRoom(target, end, blockBytes, limitBytes)
    end = length & STORED ? store(block, target, end) : lz4Decompress(block, target, end)
  }
}

function readHeader(bytes: Buffer) {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== MAGIC) throw new Error('it is no LZ4 frame')
  const flags = bytes[4] as number
  if (flags >> 6 !== 1 || flags & DICTIONARY) throw new Error('its frame is of another version')
  const end = flags & CONTENT_SIZE ? 14 : 6
  const blockBytes = BLOCK_BYTES[(((bytes[5] as number) >> 4) & 7) - SMALL_BLOCKS]
  if (blockBytes === undefined || bytes[end] !== headerChecksum(bytes.subarray(4, end))) {
    throw damaged()
  }
  return { flags, blockBytes, start: end + 1 }
}

function headerChecksum(descriptor: Buffer): number {
  return (xxhash32(descriptor) >>> 8) & 0xff
}

function read(bytes: Buffer, at: number): number {
  if (at + 4 > bytes.length) throw new Error('it ends early')
  return bytes.readUInt32LE(at)
}

function check(bytes: Buffer, checksum: number): void {
  if (xxhash32(bytes) !== checksum) throw new Error('its checksum is wrong')
}

function withRoom(target: Buffer, end: number, room: number, limitBytes: number): Buffer {
  if (target.length - end >= room || target.length === limitBytes) return target
  const size = Math.min(limitBytes, Math.max(target.length * 2, end + room))
  const larger = Buffer.allocUnsafe(size)
  target.copy(larger, 0, 0, end)
  return larger
}

function store(block: Buffer, target: Buffer, at: number): number {
  if (at + block.length > target.length) throw damaged()
  return at + block.copy(target, at)
}

function damaged(): Error {
  return new Error('it is damaged')
}
