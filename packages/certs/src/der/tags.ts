/** Identifier octets that keystores use (X.690, section 8). */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
  /** [0], primitive: an implicitly tagged OCTET STRING. */
  context0: 0x80,
  /** [0], constructed. */
  context0Constructed: 0xa0,
} as const
