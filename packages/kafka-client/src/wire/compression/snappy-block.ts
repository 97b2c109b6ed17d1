// Snappy's block format: https://github.com/google/snappy/blob/main/format_description.txt

const HASH_BITS = 14
/** Matches reach back no further than this, so that an offset fits into two bytes. */
const FRAGMENT_BYTES = 65_536
/** A match may not begin in the last bytes of a fragment, which spares bounds checks. */
const TAIL_BYTES = 15
const LONGEST_COPY = 64

const table = new Uint16Array(1 << HASH_BITS)

/** The most bytes that a block of `length` bytes can take. */
export function snappyBound(length: number): number {
  return 32 + length + Math.floor(length / 6)
}

/** Compresses `source` into `target` from `at`, which has {@link snappyBound} bytes of room; returns the end. */
export function snappyCompress(source: Uint8Array, target: Uint8Array, at: number): number {
  let end = writeLength(source.length, target, at)
  for (let from = 0; from < source.length; from += FRAGMENT_BYTES) {
    const to = Math.min(from + FRAGMENT_BYTES, source.length)
    end = compressFragment(source, from, to, target, end)
  }
  return end
}

function writeLength(length: number, target: Uint8Array, at: number): number {
  let rest = length
  let end = at
  while (rest >= 0x80) {
    target[end++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  target[end++] = rest
  return end
}

function compressFragment(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
): number {
  let end = at
  let literals = from
  const limit = to - TAIL_BYTES
  table.fill(0)
  for (let position = from + 1, misses = 32; position < limit; ) {
    const hash = Math.imul(word(source, position), 0x1e35a7bd) >>> (32 - HASH_BITS)
    const candidate = from + (table[hash] as number)
    table[hash] = position - from
    if (candidate >= position || word(source, candidate) !== word(source, position)) {
      // The longer nothing repeats, the faster on.
      position += misses++ >> 5
      continue
    }
    misses = 32
    end = writeLiterals(source, literals, position, target, end)
    let length = 4
    while (position + length < to && source[candidate + length] === source[position + length]) {
      length++
    }
    end = writeCopy(position - candidate, length, target, end)
    position += length
    literals = position
  }
  return writeLiterals(source, literals, to, target, end)
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  )
}

function writeLiterals(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
): number {
  if (from === to) return at
  const last = to - from - 1
  let end = at
  if (last < 60) target[end++] = last << 2
  else if (last < 256) {
    target[end++] = 60 << 2
    target[end++] = last
  } else {
    target[end++] = 61 << 2
    target[end++] = last & 0xff
    target[end++] = last >> 8
  }
  target.set(source.subarray(from, to), end)
  return end + to - from
}

function writeCopy(offset: number, length: number, target: Uint8Array, at: number): number {
  let end = at
  let rest = length
  while (rest > 0) {
    // No rest of less than four bytes, which the shortest form could not tell.
    const part = rest > LONGEST_COPY ? Math.min(LONGEST_COPY, rest - 4) : rest
    if (part < 12 && part >= 4 && offset < 2048) {
      target[end++] = 1 | ((part - 4) << 2) | ((offset >> 8) << 5)
      target[end++] = offset & 0xff
    } else {
      target[end++] = 2 | ((part - 1) << 2)
      target[end++] = offset & 0xff
      target[end++] = offset >> 8
    }
    rest -= part
  }
  return end
}

/**
 * Decompresses one block.
 * @throws Error for a block that is damaged, or would give more than `limitBytes`
 */
export function snappyDecompress(source: Uint8Array, limitBytes: number): Buffer {
  const { length, start } = readLength(source)
  if (length > limitBytes) throw new Error(`it says it holds ${length} bytes`)
  const target = Buffer.allocUnsafe(length)
  const cursor = { at: start, end: 0 }
  while (cursor.at < source.length) {
    const tag = source[cursor.at++] as number
    if ((tag & 3) === 0) readLiterals(source, tag, target, cursor)
    else readCopy(source, tag, target, cursor)
  }
  if (cursor.end !== length) throw damaged()
  return target
}

/** How far a block is read, and how much of it is written. */
interface Cursor {
  at: number
  end: number
}

function readLiterals(source: Uint8Array, tag: number, target: Buffer, cursor: Cursor): void {
  const width = Math.max(0, (tag >> 2) - 59)
  const count = 1 + (width === 0 ? tag >> 2 : littleEndian(source, cursor.at, width))
  const from = cursor.at + width
  if (from + count > source.length || cursor.end + count > target.length) throw damaged()
  target.set(source.subarray(from, from + count), cursor.end)
  cursor.at = from + count
  cursor.end += count
}

function readCopy(source: Uint8Array, tag: number, target: Buffer, cursor: Cursor): void {
  const { at, end } = cursor
  const width = (tag & 3) === 3 ? 4 : tag & 3
  const count = width === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
  const offset = littleEndian(source, at, width) + (width === 1 ? (tag >> 5) << 8 : 0)
  if (offset === 0 || offset > end || end + count > target.length) throw damaged()
  copyWithin(target, end - offset, end, count)
  cursor.at = at + width
  cursor.end = end + count
}

/** From this length on a call costs less than a loop. */
const LONG_COPY = 32

/** Copies forwards byte by byte where the ranges overlap, which repeats what was just written. */
export function copyWithin(bytes: Buffer, from: number, to: number, count: number): void {
  if (count >= LONG_COPY && to - from >= count) bytes.copyWithin(to, from, from + count)
  else for (let index = 0; index < count; index++) bytes[to + index] = bytes[from + index] as number
}

function readLength(source: Uint8Array): { readonly length: number; readonly start: number } {
  let length = 0
  for (let start = 0; start < 5; start++) {
    const byte = source[start]
    if (byte === undefined) throw damaged()
    length += (byte & 0x7f) * 2 ** (7 * start)
    if (byte < 0x80) return { length, start: start + 1 }
  }
  throw damaged()
}

function littleEndian(bytes: Uint8Array, at: number, width: number): number {
  if (at + width > bytes.length) throw damaged()
  let value = 0
  for (let last = at + width - 1; last >= at; last--) value = value * 256 + (bytes[last] as number)
  return value
}

function damaged(): Error {
  return new Error('it is damaged')
}
