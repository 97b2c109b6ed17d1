import { createCipheriv, pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { encodeDer, encodeInteger, encodeOid, sequence } from '../der/encode-der.ts'
import { TAG } from '../der/tags.ts'
import { PBES2, PBKDF2 } from './oids.ts'

const SALT_BYTES = 16
const KEY_BYTES = 32
const IV_BYTES = 16
const HMAC_SHA256 = '1.2.840.113549.2.9'
const AES_256_CBC = '2.16.840.1.101.3.4.1.42'

const derive = promisify(pbkdf2)

/** Plain text under a password. */
export interface Pbes2Encrypted {
  /** `AlgorithmIdentifier`, DER. */
  readonly algorithm: Uint8Array
  readonly data: Uint8Array
}

/** Encrypts under PBES2 (RFC 8018) with AES-256-CBC and PBKDF2-HMAC-SHA256. */
export async function encryptPbes2(
  plain: Uint8Array,
  password: string,
  iterations: number,
): Promise<Pbes2Encrypted> {
  const salt = randomBytes(SALT_BYTES)
  const iv = randomBytes(IV_BYTES)
  const key = await derive(password, salt, iterations, KEY_BYTES, 'sha256')
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  key.fill(0)
  const data = Buffer.concat([cipher.update(plain), cipher.final()])
  const prf = sequence(encodeOid(HMAC_SHA256), encodeDer(TAG.null))
  const kdf = sequence(
    encodeOid(PBKDF2),
    sequence(encodeDer(TAG.octetString, salt), encodeInteger(iterations), prf),
  )
  const encryption = sequence(encodeOid(AES_256_CBC), encodeDer(TAG.octetString, iv))
  return { algorithm: sequence(encodeOid(PBES2), sequence(kdf, encryption)), data }
}

/** `EncryptedPrivateKeyInfo` (RFC 5958). */
export async function encryptPrivateKey(
  pkcs8: Uint8Array,
  password: string,
  iterations: number,
): Promise<Uint8Array> {
  const { algorithm, data } = await encryptPbes2(pkcs8, password, iterations)
  return sequence(algorithm, encodeDer(TAG.octetString, data))
}
