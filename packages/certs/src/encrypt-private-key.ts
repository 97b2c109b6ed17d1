import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'
import { encodeDer, encodeInteger, encodeOid } from './der/encode-der.ts'
import { TAG } from './der/tags.ts'

/**
 * OWASP's figure for PBKDF2-HMAC-SHA256. Node's own export is fixed at 2048, which a passphrase that a
 * person chose does not survive. One opening costs about 0.2 s of one core, paid by whoever loads the
 * file; a program that opens many connections decrypts once and keeps the key.
 */
const ITERATIONS = 600_000

const SALT_BYTES = 16
const KEY_BYTES = 32
const IV_BYTES = 16

/** `EncryptedPrivateKeyInfo` (RFC 5958) under PBES2 (RFC 8018). */
export function encryptPrivateKey(pkcs8: Uint8Array, passphrase: string): Uint8Array {
  const salt = randomBytes(SALT_BYTES)
  const iv = randomBytes(IV_BYTES)
  const key = pbkdf2Sync(passphrase, salt, ITERATIONS, KEY_BYTES, 'sha256')
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  key.fill(0)
  const encrypted = Buffer.concat([cipher.update(pkcs8), cipher.final()])
  return sequence(pbes2(salt, iv), encodeDer(TAG.octetString, encrypted))
}

function pbes2(salt: Uint8Array, iv: Uint8Array): Uint8Array {
  const prf = sequence(encodeOid('1.2.840.113549.2.9'), encodeDer(TAG.null))
  const kdf = sequence(
    encodeOid('1.2.840.113549.1.5.12'),
    sequence(encodeDer(TAG.octetString, salt), encodeInteger(ITERATIONS), prf),
  )
  const cipher = sequence(encodeOid('2.16.840.1.101.3.4.1.42'), encodeDer(TAG.octetString, iv))
  return sequence(encodeOid('1.2.840.113549.1.5.13'), sequence(kdf, cipher))
}

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return encodeDer(TAG.sequence, ...parts)
}
