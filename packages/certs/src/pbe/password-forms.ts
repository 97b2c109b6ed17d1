import { utf16be } from '../utf16.ts'

const ASCII = /^[\0-\x7f]*$/
const LATIN1 = /^[\0-\xff]*$/

/** UTF-16BE with two zero octets behind (RFC 7292, B.1). */
export function bmpPassword(password: string): Uint8Array {
  return utf16be(`${password}\0`)
}

/**
 * What writers hand to the key derivation of PKCS#12, the usual form first. An empty password is two
 * zero octets to some and nothing to others; OpenSSL before 1.1 widens each octet of UTF-8 by itself.
 */
export function bmpForms(password: string): Uint8Array[] {
  const usual = bmpPassword(password)
  if (password === '') return [usual, new Uint8Array(0)]
  if (ASCII.test(password)) return [usual]
  return [usual, bmpPassword(Buffer.from(password).toString('latin1'))]
}

/**
 * What writers hand to PBKDF1, PBKDF2 and scrypt, the usual form first: UTF-8 (RFC 8018, section 3),
 * the octets of an old locale, or by mistake what PKCS#12's own derivation takes.
 */
export function octetForms(password: string): Uint8Array[] {
  const usual = Buffer.from(password)
  if (ASCII.test(password)) return [usual]
  const forms = [usual, bmpPassword(password)]
  if (LATIN1.test(password)) forms.push(Buffer.from(password, 'latin1'))
  return forms
}
