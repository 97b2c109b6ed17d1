/** Castagnoli's polynomial, reflected (RFC 3720, appendix B.4): what record batches are checked with (KIP-98). */
const POLYNOMIAL = 0x82f63b78
/** Bytes taken at a time, each through a table of its own: some three times as fast as one at a time. */
const SLICES = 16

/** Table `n` holds the remainders of a byte that `n` zero bytes follow. */
const TABLES: readonly Int32Array[] = slicingTables()

function slicingTables(): Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte
    for (let bit = 0; bit < 8; bit++) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1
    }
    return remainder
  })
  const tables = [first]
  while (tables.length < SLICES) {
    const last = tables.at(-1) as Int32Array
    tables.push(last.map((remainder) => (remainder >>> 8) ^ (first[remainder & 0xff] as number)))
  }
  return tables
}

const [T0, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15] =
  TABLES as unknown as readonly [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ]

/** CRC-32C of the bytes from `from` up to `to`, unsigned. */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  // A word costs as much to read as a byte.
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let crc = -1
  let at = from
  for (const last = to - SLICES; at <= last; at += SLICES) {
    const first = crc ^ words.getInt32(at, true)
    const second = words.getInt32(at + 4, true)
    const third = words.getInt32(at + 8, true)
    const fourth = words.getInt32(at + 12, true)
    crc =
      (T15[first & 0xff] as number) ^
      (T14[(first >>> 8) & 0xff] as number) ^
      (T13[(first >>> 16) & 0xff] as number) ^
      (T12[first >>> 24] as number) ^
      (T11[second & 0xff] as number) ^
      (T10[(second >>> 8) & 0xff] as number) ^
      (T9[(second >>> 16) & 0xff] as number) ^
      (T8[second >>> 24] as number) ^
      (T7[third & 0xff] as number) ^
      (T6[(third >>> 8) & 0xff] as number) ^
      (T5[(third >>> 16) & 0xff] as number) ^
      (T4[third >>> 24] as number) ^
      (T3[fourth & 0xff] as number) ^
      (T2[(fourth >>> 8) & 0xff] as number) ^
      (T1[(fourth >>> 16) & 0xff] as number) ^
      (T0[fourth >>> 24] as number)
  }
  for (; at < to; at++) {
    crc = (T0[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8)
  }
  return ~crc >>> 0
}
