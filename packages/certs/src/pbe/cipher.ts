import { createDecipheriv, getCiphers } from 'node:crypto'
import { RC2_BLOCK_BYTES, Rc2CbcDecipher } from '../ciphers/rc2.ts'
import { Rc4 } from '../ciphers/rc4.ts'
import { inPieces } from '../pace.ts'

/** A cipher as a scheme of password-based encryption uses it. */
export interface Cipher {
  /** As people write it. */
  readonly label: string
  readonly keyBytes: number
  readonly ivBytes: number
  /** The plain text without its padding; rejects where the padding is none. Shares the event loop. */
  decrypt(data: Uint8Array, material: KeyMaterial): Promise<Uint8Array>
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
    async decrypt(data, { key, iv }) {
      const decipher = createDecipheriv(name, key, iv)
      const plain = await updateAll(decipher, data)
      return Buffer.concat([...plain, decipher.final()])
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
  const decrypt: Cipher['decrypt'] = async (data, { key, iv }) => {
    const twice = Buffer.concat([key, key])
    try {
      return await cipher.decrypt(data, { key: twice, iv })
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
    async decrypt(data, { key, iv }) {
      if (data.length === 0 || data.length % RC2_BLOCK_BYTES !== 0)
        throw new Error('no whole blocks')
      const decipher = new Rc2CbcDecipher({ key, iv, effectiveBits })
      const plain = await updateAll(decipher, data)
      decipher.wipe()
      return unpad(Buffer.concat(plain))
    },
  }
}

/** RC4, which has neither blocks nor IV. */
export function rc4Cipher(keyBytes: number): Cipher {
  return {
    label: `RC4-${keyBytes * 8}`,
    keyBytes,
    ivBytes: 0,
    async decrypt(data, { key }) {
      const rc4 = new Rc4(key)
      const plain = await updateAll(rc4, data)
      rc4.wipe()
      return Buffer.concat(plain)
    },
  }
}

/** What a decipher makes of the data, piece by piece. */
async function updateAll(
  decipher: { update(data: Uint8Array): Uint8Array },
  data: Uint8Array,
): Promise<Uint8Array[]> {
  const plain: Uint8Array[] = []
  await inPieces(data, (piece) => plain.push(decipher.update(piece)))
  return plain
}

/** Takes off the padding of RFC 8018, section 6.1.1. */
function unpad(plain: Uint8Array): Uint8Array {
  const count = plain.at(-1) ?? 0
  const padding = plain.subarray(plain.length - count)
  const isPadding = count >= 1 && count <= RC2_BLOCK_BYTES && padding.every((o) => o === count)
  if (!isPadding) throw new Error('no padding')
  return plain.subarray(0, plain.length - count)
}
