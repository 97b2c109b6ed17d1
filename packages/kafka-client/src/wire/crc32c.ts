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
  let crc = -1
  let at = from
  for (const last = to - SLICES; at <= last; at += SLICES) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    crc =
      (T15[crc & 0xff] as number) ^
      (T14[(crc >>> 8) & 0xff] as number) ^
      (T13[(crc >>> 16) & 0xff] as number) ^
      (T12[crc >>> 24] as number) ^
      (T11[bytes[at + 4] as number] as number) ^
      (T10[bytes[at + 5] as number] as number) ^
      (T9[bytes[at + 6] as number] as number) ^
      (T8[bytes[at + 7] as number] as number) ^
      (T7[bytes[at + 8] as number] as number) ^
      (T6[bytes[at + 9] as number] as number) ^
      (T5[bytes[at + 10] as number] as number) ^
      (T4[bytes[at + 11] as number] as number) ^
      (T3[bytes[at + 12] as number] as number) ^
      (T2[bytes[at + 13] as number] as number) ^
      (T1[bytes[at + 14] as number] as number) ^
      (T0[bytes[at + 15] as number] as number)
  }
  for (; at < to; at++) {
    crc = (T0[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8)
  }
  return ~crc >>> 0
}
