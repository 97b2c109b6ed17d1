import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { utf16be } from '../utf16.ts'

/** Java's own key protection for JKS (JDK, sun.security.provider.KeyProtector). */
export const KEY_PROTECTOR_OID = '1.3.6.1.4.1.42.2.17.1.1'

const SALT_BYTES = 20
const CHECK_BYTES = 20

/** Octets around the key itself: salt in front, check behind. */
export const PROTECTION_BYTES = SALT_BYTES + CHECK_BYTES

/**
 * Opens a protected key.
 * @param octets - Salt, cipher text, check; at least {@link PROTECTION_BYTES} long.
 * @returns The key, or undefined when the password does not open it.
 */
export function openKey(octets: Uint8Array, password: string): Uint8Array | undefined {
  const checkStart = octets.length - CHECK_BYTES
  const secret = utf16be(password)
  const key = applyKeystream(
    octets.subarray(SALT_BYTES, checkStart),
    octets.subarray(0, SALT_BYTES),
    secret,
  )
  const opened = timingSafeEqual(keyCheck(key, secret), octets.subarray(checkStart))
  secret.fill(0)
  if (opened) return key
  key.fill(0)
  return undefined
}

/** Protects a key under a fresh salt; the inverse of {@link openKey}. */
export function protectKey(key: Uint8Array, password: string): Uint8Array {
  const secret = utf16be(password)
  const salt = randomBytes(SALT_BYTES)
  const octets = Buffer.concat([salt, applyKeystream(key, salt, secret), keyCheck(key, secret)])
  secret.fill(0)
  return octets
}

/** XOR with a chain of SHA-1 digests, each over the password and the one before, the salt first. */
function applyKeystream(input: Uint8Array, salt: Uint8Array, secret: Uint8Array): Uint8Array {
  const output = new Uint8Array(input.length)
  let block = salt
  for (let start = 0; start < input.length; start += block.length) {
    block = hash('sha1', Buffer.concat([secret, block]), 'buffer')
    const end = Math.min(start + block.length, input.length)
    for (let index = start; index < end; index++) {
      output[index] = (input[index] ?? 0) ^ (block[index - start] ?? 0)
    }
  }
  return output
}

function keyCheck(key: Uint8Array, secret: Uint8Array): Uint8Array {
  return hash('sha1', Buffer.concat([secret, key]), 'buffer')
}
