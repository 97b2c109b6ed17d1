import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeDer, encodeInteger, encodeOid, sequence } from '../src/der/encode-der.ts'
import { TAG } from '../src/der/tags.ts'
import { parsePrivateKey } from '../src/pkcs8.ts'

const KEYS: Readonly<Record<string, KeyObject>> = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
  'RSA with a large exponent': generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicExponent: 0x1000001,
  }).privateKey,
  'RSA-PSS': generateKeyPairSync('rsa-pss', { modulusLength: 1024 }).privateKey,
  EC: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  Ed25519: generateKeyPairSync('ed25519').privateKey,
}

describe('parsePrivateKey', () => {
  it.each(Object.entries(KEYS))('gives an %s key as Node reads it', (_, key) => {
    const pkcs8 = key.export({ format: 'der', type: 'pkcs8' })
    const parsed = parsePrivateKey(pkcs8)
    expect(parsed?.asymmetricKeyType).toBe(key.asymmetricKeyType)
    expect(parsed?.export({ format: 'der', type: 'pkcs8' })).toEqual(pkcs8)
    expect(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).equals(key)).toBe(true)
  })

  it('leaves to Node an RSA key of another shape, and gives nothing for what is none', () => {
    const rsa = sequence(encodeOid('1.2.840.113549.1.1.1'), encodeDer(0x05))
    const of = (...numbers: Uint8Array[]) =>
      sequence(encodeInteger(0), rsa, encodeDer(TAG.octetString, sequence(...numbers)))
    const nine = Array.from({ length: 9 }, () => encodeInteger(0))
    for (const pkcs8 of [of(), of(...nine.slice(1), sequence()), Uint8Array.of(0x30, 0)]) {
      expect(parsePrivateKey(pkcs8)).toBeUndefined()
    }
  })
})
