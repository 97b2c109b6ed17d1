/** What a ContentInfo holds (RFC 5652). */
export const CONTENT = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
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

/** The kind of certificate that a certificate bag may hold (RFC 7292, section 4.2.3). */
export const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'

/** Password-based encryption of RFC 8018, section 6.2. */
export const PBES2 = '1.2.840.113549.1.5.13'
/** Key derivation of PBES2 (RFC 8018, appendix A.2). */
export const PBKDF2 = '1.2.840.113549.1.5.12'
/** The one scheme of RFC 7292, appendix C, that Node's OpenSSL still carries the cipher for. */
export const PBE_SHA1_3DES = '1.2.840.113549.1.12.1.3'

/** Digests by their name in node:crypto. */
export const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

/** Pseudo-random functions of PBKDF2, by the name of their digest. */
export const PRFS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.8', 'sha224'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
])

/** Ciphers of PBES2 by their name in node:crypto. */
export const CIPHERS: ReadonlyMap<string, { name: string; keyBytes: number; ivBytes: number }> =
  new Map([
    ['2.16.840.1.101.3.4.1.2', { name: 'aes-128-cbc', keyBytes: 16, ivBytes: 16 }],
    ['2.16.840.1.101.3.4.1.22', { name: 'aes-192-cbc', keyBytes: 24, ivBytes: 16 }],
    ['2.16.840.1.101.3.4.1.42', { name: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 }],
    ['1.2.840.113549.3.7', { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 }],
  ])

/** What we recognise in order to refuse it by name. */
const KNOWN_BUT_UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.12.1.1', 'RC4 with 128 bits'],
  ['1.2.840.113549.1.12.1.2', 'RC4 with 40 bits'],
  ['1.2.840.113549.1.12.1.4', '3DES with two keys'],
  ['1.2.840.113549.1.12.1.5', 'RC2 with 128 bits'],
  ['1.2.840.113549.1.12.1.6', 'RC2 with 40 bits'],
  ['1.2.840.113549.1.5.1', 'MD2 with DES'],
  ['1.2.840.113549.1.5.3', 'MD5 with DES'],
  ['1.2.840.113549.1.5.4', 'MD2 with RC2'],
  ['1.2.840.113549.1.5.6', 'MD5 with RC2'],
  ['1.2.840.113549.1.5.10', 'SHA-1 with DES'],
  ['1.2.840.113549.1.5.11', 'SHA-1 with RC2'],
  ['1.2.840.113549.1.5.14', 'PBMAC1'],
  ['1.3.6.1.4.1.11591.4.11', 'scrypt'],
  ['1.2.840.113549.1.7.2', 'signed content (public-key integrity)'],
  ['1.2.840.113549.1.7.3', 'enveloped content (public-key privacy)'],
])

/** The name of an algorithm, or only its number where we have none. */
export function describeOid(oid: string): string {
  const name = KNOWN_BUT_UNSUPPORTED.get(oid)
  return name === undefined ? oid : `${name} (${oid})`
}
