/** Password-based encryption of RFC 8018, section 6.2. */
export const PBES2 = '1.2.840.113549.1.5.13'
/** Key derivation of PBES2 and PBMAC1 (RFC 8018, appendix A.2). */
export const PBKDF2 = '1.2.840.113549.1.5.12'
/** Key derivation of PBES2 (RFC 7914, section 7). */
export const SCRYPT = '1.3.6.1.4.1.11591.4.11'
/** Integrity by PBKDF2 and HMAC (RFC 9879). */
export const PBMAC1 = '1.2.840.113549.1.5.14'
/** PBEWithMD5AndTripleDES, Java's own key protection for JCEKS. */
export const JCEKS_PBE = '1.3.6.1.4.1.42.2.19.1'

/** PBE of RFC 7292, appendix C: the cipher and the octets of its key. */
export const PBE_PKCS12: ReadonlyMap<string, ['rc4' | 'rc2' | '3des' | '3des-2', number]> = new Map(
  [
    ['1.2.840.113549.1.12.1.1', ['rc4', 16]],
    ['1.2.840.113549.1.12.1.2', ['rc4', 5]],
    ['1.2.840.113549.1.12.1.3', ['3des', 24]],
    ['1.2.840.113549.1.12.1.4', ['3des-2', 16]],
    ['1.2.840.113549.1.12.1.5', ['rc2', 16]],
    ['1.2.840.113549.1.12.1.6', ['rc2', 5]],
  ],
)

/** PBES1 of RFC 8018, appendix A.3: cipher and digest. MD2, which no Node has, is left out. */
export const PBE_PKCS5: ReadonlyMap<string, ['des' | 'rc2', string]> = new Map([
  ['1.2.840.113549.1.5.3', ['des', 'md5']],
  ['1.2.840.113549.1.5.6', ['rc2', 'md5']],
  ['1.2.840.113549.1.5.10', ['des', 'sha1']],
  ['1.2.840.113549.1.5.11', ['rc2', 'sha1']],
])

/** Digests by their name in node:crypto. */
export const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.5', 'md5'],
  ['1.3.36.3.2.1', 'ripemd160'],
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  ['2.16.840.1.101.3.4.2.5', 'sha512-224'],
  ['2.16.840.1.101.3.4.2.6', 'sha512-256'],
  ['2.16.840.1.101.3.4.2.7', 'sha3-224'],
  ['2.16.840.1.101.3.4.2.8', 'sha3-256'],
  ['2.16.840.1.101.3.4.2.9', 'sha3-384'],
  ['2.16.840.1.101.3.4.2.10', 'sha3-512'],
])

/** Pseudo-random functions of PBKDF2, HMAC all of them, by the name of their digest. */
export const PRFS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.6', 'md5'],
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.8', 'sha224'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
  ['1.2.840.113549.2.12', 'sha512-224'],
  ['1.2.840.113549.2.13', 'sha512-256'],
  ['2.16.840.1.101.3.4.2.13', 'sha3-224'],
  ['2.16.840.1.101.3.4.2.14', 'sha3-256'],
  ['2.16.840.1.101.3.4.2.15', 'sha3-384'],
  ['2.16.840.1.101.3.4.2.16', 'sha3-512'],
])

/** RC2 as a cipher of PBES2 (RFC 8018, B.2.3). */
export const RC2_CBC = '1.2.840.113549.3.2'
/** Single DES as a cipher of PBES2 (RFC 8018, B.2.1). */
export const DES_CBC = '1.3.14.3.2.7'

/** Ciphers of PBES2 by their name in node:crypto, with the octets of key and IV. */
export const NODE_CIPHERS: ReadonlyMap<string, [name: string, keyBytes: number, ivBytes: number]> =
  new Map([
    ['2.16.840.1.101.3.4.1.2', ['aes-128-cbc', 16, 16]],
    ['2.16.840.1.101.3.4.1.22', ['aes-192-cbc', 24, 16]],
    ['2.16.840.1.101.3.4.1.42', ['aes-256-cbc', 32, 16]],
    ['1.2.840.113549.3.7', ['des-ede3-cbc', 24, 8]],
    ['1.2.392.200011.61.1.1.1.2', ['camellia-128-cbc', 16, 16]],
    ['1.2.392.200011.61.1.1.1.3', ['camellia-192-cbc', 24, 16]],
    ['1.2.392.200011.61.1.1.1.4', ['camellia-256-cbc', 32, 16]],
    ['1.2.410.200046.1.1.2', ['aria-128-cbc', 16, 16]],
    ['1.2.410.200046.1.1.7', ['aria-192-cbc', 24, 16]],
    ['1.2.410.200046.1.1.12', ['aria-256-cbc', 32, 16]],
  ])

/** What may be refused: some by every Node, some where Node was built without a part. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.12.1.3', '3DES'],
  ['1.2.840.113549.1.12.1.4', '3DES with two keys'],
  ['1.2.840.113549.1.5.1', 'MD2 with DES'],
  ['1.2.840.113549.1.5.3', 'MD5 with DES'],
  ['1.2.840.113549.1.5.4', 'MD2 with RC2'],
  ['1.2.840.113549.1.5.6', 'MD5 with RC2'],
  ['1.2.840.113549.1.5.14', 'PBMAC1'],
  ['1.2.840.113549.2.2', 'MD2'],
  ['1.2.840.113549.2.5', 'MD5'],
  ['1.2.840.113549.3.4', 'RC4'],
  ['1.2.840.113533.7.66.10', 'CAST5'],
  ['1.3.6.1.4.1.3029.1.2', 'Blowfish'],
  ['1.2.410.200004.1.4', 'SEED'],
  ['1.2.643.2.2.21', 'GOST 28147-89'],
  ['1.2.643.7.1.1.2.2', 'GOST R 34.11-2012 with 256 bits'],
  ['1.2.643.7.1.1.2.3', 'GOST R 34.11-2012 with 512 bits'],
  ['1.2.840.113549.1.7.2', 'signed content (public-key integrity)'],
  ['1.2.840.113549.1.7.3', 'enveloped content (public-key privacy)'],
  [JCEKS_PBE, 'PBEWithMD5AndTripleDES'],
  ['1.3.6.1.4.1.42.2.17.1.1', "JKS's own key protection"],
])

/** The name of an algorithm, or only its number where we have none. */
export function describeOid(oid: string): string {
  const name = NAMES.get(oid) ?? NODE_CIPHERS.get(oid)?.[0] ?? DIGESTS.get(oid) ?? PRFS.get(oid)
  return name === undefined ? oid : `${name} (${oid})`
}
