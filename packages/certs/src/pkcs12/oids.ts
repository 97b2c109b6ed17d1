/** What a ContentInfo holds (RFC 5652). */
export const CONTENT = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
} as const

/** What a SafeBag holds (RFC 7292, section 4.2). */
export const BAG = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  crl: '1.2.840.113549.1.12.10.1.4',
  secret: '1.2.840.113549.1.12.10.1.5',
  safeContents: '1.2.840.113549.1.12.10.1.6',
} as const

/** Attributes of a bag (RFC 2985, section 5.5). */
export const ATTRIBUTE = {
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  /** Java's mark on certificates that are entries by themselves. */
  trustedKeyUsage: '2.16.840.1.113894.746875.1.1',
} as const

/** What Java trusts such a certificate for: anything (RFC 5280, section 4.2.1.12). */
export const ANY_EXTENDED_KEY_USAGE = '2.5.29.37.0'

/** The kind of certificate that a certificate bag may hold (RFC 7292, section 4.2.3). */
export const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'
