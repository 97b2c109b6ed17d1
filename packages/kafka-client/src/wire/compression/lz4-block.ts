import { copyWithin } from './snappy-block.ts'

// LZ4's block format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md

const HASH_BITS = 14
const SHORTEST_MATCH = 4
const FARTHEST_MATCH = 65_535
/** The last match begins at least so many bytes before the end ... */
const MATCH_LIMIT = 12
/** ... and the last bytes are always literals. */
const LAST_LITERALS = 5

const table = new Int32Array(1 << HASH_BITS)

/** The most bytes that a block of `length` bytes can take. */
export function lz4Bound(length: number): number {
  return length + Math.floor(length / 255) + 16
}

/** Compresses `source` into `target` from `at`, which has {@link lz4Bound} bytes of room; returns the end. */
export function lz4Compress(source: Buffer, target: Buffer, at: number): number {
  let end = at
  let literals = 0
  const limit = source.length - MATCH_LIMIT
  table.fill(-1)
  for (let position = 0, misses = 64; position <= limit; ) {
    const word = source.readInt32LE(position)
    const hash = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS)
    const candidate = table[hash] as number
    table[hash] = position
    const near = candidate >= 0 && position - candidate <= FARTHEST_MATCH
    if (!near || source.readInt32LE(candidate) !== word) {
      // The longer nothing repeats, the faster on.
      position += misses++ >> 6
      continue
    }
    misses = 64
    const longest = source.length - LAST_LITERALS - position
    let length = SHORTEST_MATCH
    while (length < longest && source[candidate + length] === source[position + length]) length++
    end = writeLiterals(source, literals, position, length - SHORTEST_MATCH, target, end)
    end = target.writeUInt16LE(position - candidate, end)
    end = writeRest(length - SHORTEST_MATCH, target, end)
    position += length
    literals = position
  }
  return writeLiterals(source, literals, source.length, 0, target, end)
}

/** A token, the rest of the count of literals, and the literals. */
function writeLiterals(
  source: Buffer,
  from: number,
  to: number,
  matchCode: number,
  target: Buffer,
  at: number,
): number {
  const count = to - from
  target[at] = (Math.min(count, 15) << 4) | Math.min(matchCode, 15)
  const end = writeRest(count, target, at + 1)
  source.copy(target, end, from, to)
  return end + count
}

/** What of a count goes beyond the four bits in the token. */
function writeRest(count: number, target: Buffer, at: number): number {
  if (count < 15) return at
  let end = at
  let rest = count - 15
  for (; rest >= 255; rest -= 255) target[end++] = 255
  target[end++] = rest
  return end
}

/**
 * Decompresses a block into `target` from `at`; matches may reach back into what is before. Returns the end.
 * @throws Error for a block that is damaged, or does not fit
 */
export function lz4Decompress(source: Buffer, target: Buffer, at: number): number {
  let end = at
  let from = 0
  const more = (count: number): number => {
    let sum = count
    for (let byte = 255; byte === 255; sum += byte) {
      if (from >= source.length) throw damaged()
      byte = source[from++] as number
    }
    return sum
  }
  while (from < source.length) {
    const token = source[from++] as number
    const literals = token >> 4 === 15 ? more(15) : token >> 4
    if (from + literals > source.length || end + literals > target.length) throw damaged()
    source.copy(target, end, from, from + literals)
    from += literals
    end += literals
    if (from === source.length) return end
    if (from + 2 > source.length) throw damaged()
    const offset = source.readUInt16LE(from)
    from += 2
    const count = ((token & 15) === 15 ? more(15) : token & 15) + SHORTEST_MATCH
    if (offset === 0 || offset > end || end + count > target.length) throw damaged()
    copyWithin(target, end - offset, end, count)
    end += count
  }
  throw damaged()
}

function damaged(): Error {
  return new Error('it is damaged')
}
