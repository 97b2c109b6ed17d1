/** The fingerprint of no bytes, and the polynomial. Source: Avro specification, "Schema Fingerprints". */
const EMPTY = 0xc15d213aa4d7a795n

const TABLE: readonly bigint[] = Array.from({ length: 256 }, (_, index) => {
  let entry = BigInt(index)
  for (let bit = 0; bit < 8; bit++) entry = (entry >> 1n) ^ (EMPTY & -(entry & 1n))
  return BigInt.asUintN(64, entry)
})

/** CRC-64-AVRO of a schema's canonical form, as an unsigned number. */
export function fingerprintOf(canonicalForm: string): bigint {
  let crc = EMPTY
  for (const byte of Buffer.from(canonicalForm)) {
    crc = (crc >> 8n) ^ (TABLE[Number((crc ^ BigInt(byte)) & 0xffn)] ?? 0n)
  }
  return crc
}
