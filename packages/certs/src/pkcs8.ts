import { createPrivateKey, type KeyObject } from 'node:crypto'
import { algorithmOf, isSequence, octetsOf } from './der/der-values.ts'
import { childAt, childrenOf, parseDer } from './der/parse-der.ts'
import { TAG } from './der/tags.ts'

/** `rsaEncryption` (RFC 8017, appendix C). */
const RSA = '1.2.840.113549.1.1.1'

/** Whether it looks like `PrivateKeyInfo`: PKCS#1 and SEC 1 keys have no algorithm in second place. */
export function isPkcs8(der: Uint8Array): boolean {
  if (!isSequence(der)) return false
  try {
    const [version, algorithm] = childrenOf(parseDer(der, ''), TAG.sequence, '')
    return version?.tag === TAG.integer && algorithm?.tag === TAG.sequence
  } catch {
    return false
  }
}

/** The key, or undefined where Node cannot use its kind. Keystores may hold such ones untouched. */
export function parsePrivateKey(pkcs8: Uint8Array): KeyObject | undefined {
  try {
    return (
      rsaKey(pkcs8) ?? createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
    )
  } catch {
    return undefined
  }
}

/** Members of a JWK (RFC 7518, 6.3) in the order of an `RSAPrivateKey` (RFC 8017, A.1.2). */
const RSA_MEMBERS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const

/**
 * An RSA key by its numbers, undefined where it is none with two primes. The same key as by its DER, for
 * which the decoders of OpenSSL 3 take fifty times as long.
 */
function rsaKey(pkcs8: Uint8Array): KeyObject | undefined {
  const info = parseDer(pkcs8, '')
  const parts = childrenOf(info, TAG.sequence, '')
  if (algorithmOf(childAt(info, parts, 1), '').oid !== RSA) return undefined
  const numbers = childrenOf(parseDer(octetsOf(childAt(info, parts, 2), ''), ''), TAG.sequence, '')
  const isUsual = numbers.length === RSA_MEMBERS.length + 1
  if (!isUsual || numbers.some(({ tag }) => tag !== TAG.integer)) return undefined
  const members = RSA_MEMBERS.map((name, index) => [
    name,
    base64Url(childAt(info, numbers, index + 1).content),
  ])
  return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(members) }, format: 'jwk' })
}

/** Without the octet for the sign, which JWK does not have. */
function base64Url(integer: Uint8Array): string {
  return Buffer.from(integer[0] === 0 ? integer.subarray(1) : integer).toString('base64url')
}
