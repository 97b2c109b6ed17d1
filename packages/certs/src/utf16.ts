/** UTF-16 code units, big-endian, no terminator: how Java's keystores and PKCS#12 take a password. */
export function utf16be(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le').swap16()
}
