import { createDecipheriv, getCiphers } from 'node:crypto'
import { RC2_BLOCK_BYTES, rc2CbcDecrypt } from '../ciphers/rc2.ts'
import { rc4 } from '../ciphers/rc4.ts'

/** A cipher as a scheme of password-based encryption uses it. */
export interface Cipher {
  /** As people write it. */
  readonly label: string
  readonly keyBytes: number
  readonly ivBytes: number
  /** The plain text without its padding; throws where the padding is none. */
  decrypt(data: Uint8Array, material: KeyMaterial): Uint8Array
}

/** Key and IV; wiped once they are used. */
export interface KeyMaterial {
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

/** Ciphers of OpenSSL's default provider; a FIPS build has fewer. */
const available = new Set(getCiphers())

/** A block cipher of node:crypto; undefined where this Node lacks it. */
export function nodeCipher(name: string, keyBytes: number, ivBytes: number): Cipher | undefined {
  if (!available.has(name)) return undefined
  return {
    label: name.toUpperCase().replace('DES-EDE3', '3DES'),
    keyBytes,
    ivBytes,
    decrypt(data, { key, iv }) {
      const decipher = createDecipheriv(name, key, iv)
      return Buffer.concat([decipher.update(data), decipher.final()])
    },
  }
}

/** 3DES with two keys, K1 K2 K1. */
export function twoKeyTripleDes(): Cipher | undefined {
  const cipher = nodeCipher('des-ede-cbc', 16, 8)
  return cipher && { ...cipher, label: '3DES-CBC with two keys' }
}

/** Single DES, which OpenSSL 3 lacks: 3DES undoes its second step where its keys are equal. */
export function singleDes(): Cipher | undefined {
  const cipher = nodeCipher('des-ede-cbc', 16, 8)
  if (!cipher) return undefined
  const decrypt = (data: Uint8Array, { key, iv }: KeyMaterial) => {
    const twice = Buffer.concat([key, key])
    try {
      return cipher.decrypt(data, { key: twice, iv })
    } finally {
      twice.fill(0)
    }
  }
  return { label: 'DES-CBC', keyBytes: 8, ivBytes: 8, decrypt }
}

/** RC2 with so many octets of key, of which so many bits count. */
export function rc2Cipher(keyBytes: number, effectiveBits: number): Cipher {
  return {
    label: `RC2-${effectiveBits}-CBC`,
    keyBytes,
    ivBytes: RC2_BLOCK_BYTES,
    decrypt(data, { key, iv }) {
      if (data.length === 0 || data.length % RC2_BLOCK_BYTES !== 0)
        throw new Error('no whole blocks')
      return unpad(rc2CbcDecrypt(data, { key, iv, effectiveBits }))
    },
  }
}

/** RC4, which has neither blocks nor IV. */
export function rc4Cipher(keyBytes: number): Cipher {
  return {
    label: `RC4-${keyBytes * 8}`,
    keyBytes,
    ivBytes: 0,
    decrypt: (data, { key }) => rc4(key, data),
  }
}

/** Takes off the padding of RFC 8018, section 6.1.1. */
function unpad(plain: Uint8Array): Uint8Array {
  const count = plain.at(-1) ?? 0
  const padding = plain.subarray(plain.length - count)
  const isPadding = count >= 1 && count <= RC2_BLOCK_BYTES && padding.every((o) => o === count)
  if (!isPadding) throw new Error('no padding')
  return plain.subarray(0, plain.length - count)
}
