import type { Random } from './random.ts'

const NUMBERS = [0, 1, 2, 0x7f, 0x80, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]

/** Text that means something to a language, a shell or a file system. */
const TEXTS = ['__proto__', '../x', 'nul\0l', 'a\nb', '\ud800', 'constructor', '%s', '\u202e']

type Mutation = (bytes: Buffer, random: Random) => Buffer

const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, { below }) {
    const at = below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8))
    return bytes
  },
  function setByte(bytes, { below, pick }) {
    bytes[below(bytes.length)] = pick(NUMBERS) & 0xff
    return bytes
  },
  function setNumber(bytes, { below, pick }) {
    if (bytes.length >= 4) bytes.writeUInt32BE(pick(NUMBERS), below(bytes.length - 3))
    return bytes
  },
  function setDerLength(bytes, { below, pick }) {
    if (bytes.length < 6) return bytes
    const at = below(bytes.length - 5)
    bytes[at] = pick([0x80, 0x81, 0x82, 0x84, 0x85])
    bytes.writeUInt32BE(pick(NUMBERS), at + 1)
    return bytes
  },
  function cut(bytes, { below }) {
    return bytes.subarray(0, below(bytes.length))
  },
  function remove(bytes, { below }) {
    const from = below(bytes.length)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + below(16))])
  },
  function double(bytes, { below }) {
    const from = below(bytes.length)
    const to = Math.min(bytes.length, from + 1 + below(64))
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)])
  },
  function insertText(bytes, { below, pick }) {
    const at = below(bytes.length)
    const text = Buffer.from(pick(TEXTS), pick(['utf8', 'utf16le']))
    return Buffer.concat([bytes.subarray(0, at), text, bytes.subarray(at)])
  },
  function nest(bytes, { below, pick }) {
    const at = below(bytes.length)
    const open = Buffer.alloc(2 * (1 + below(200)), Uint8Array.of(pick([0x30, 0x24, 0xa0]), 0x80))
    return Buffer.concat([bytes.subarray(0, at), open, bytes.subarray(at)])
  },
]

/** A copy with one to four things wrong. */
export function mutated(original: Uint8Array, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original)
  for (let times = 1 + random.below(4); times > 0 && bytes.length > 0; times--) {
    bytes = Buffer.from(random.pick(MUTATIONS)(bytes, random))
  }
  return bytes
}
