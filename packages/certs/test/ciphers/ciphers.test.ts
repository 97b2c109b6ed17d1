import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Rc2CbcDecipher } from '../../src/ciphers/rc2.ts'
import { Rc4 } from '../../src/ciphers/rc4.ts'
import { nodeCipher, singleDes, twoKeyTripleDes } from '../../src/pbe/cipher.ts'
import { hex } from '../support/entries.ts'

const bytes = (text: string) => Buffer.from(text, 'hex')

describe('RC2', () => {
  // RFC 2268, section 5.
  it.each([
    ['0000000000000000', 63, '0000000000000000', 'ebb773f993278eff'],
    ['ffffffffffffffff', 64, 'ffffffffffffffff', '278b27e42e2f0d49'],
    ['3000000000000000', 64, '1000000000000001', '30649edf9be7d2c2'],
    ['88', 64, '0000000000000000', '61a8a244adacccf0'],
    ['88bca90e90875a', 64, '0000000000000000', '6ccf4308974c267f'],
    ['88bca90e90875a7f0f79c384627bafb2', 64, '0000000000000000', '1a807d272bbe5db1'],
    ['88bca90e90875a7f0f79c384627bafb2', 128, '0000000000000000', '2269552ab0f85ca6'],
    [
      '88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e',
      129,
      '0000000000000000',
      '5b78d3a43dfff1f1',
    ],
  ])('decrypts with the key %s of %i bits', (key, effectiveBits, plain, encrypted) => {
    const cipher = { key: bytes(key), iv: new Uint8Array(8), effectiveBits }
    expect(hex(new Rc2CbcDecipher(cipher).update(bytes(encrypted)))).toBe(plain)
  })
})

describe('RC4', () => {
  // RFC 6229, section 2: the first octets of the key stream.
  it.each([
    ['0102030405', 'b2396305f03dc027ccc3524a0a1118a8'],
    ['0102030405060708090a0b0c0d0e0f10', '9ac7cc9a609d1ef7b2932899cde41b97'],
  ])('has the key stream of %s', (key, stream) => {
    expect(hex(new Rc4(bytes(key)).update(new Uint8Array(16)))).toBe(stream)
  })
})

describe('DES', () => {
  it('is 3DES with equal keys', async () => {
    const key = bytes('0123456789abcdef')
    // FIPS 81, table B1: "Now is the time for all " in ECB; CBC's first block with an IV of zeros.
    const [plain, encrypted] = ['4e6f772069732074', '3fa40e8a984d4815']
    const once = singleDes()
    const thrice = nodeCipher('des-ede3-cbc', 24, 8)
    expect(once?.keyBytes).toBe(8)
    const padded = bytes(`${encrypted}${lastBlock(key, encrypted)}`)
    const iv = new Uint8Array(8)
    expect(hex((await once?.decrypt(padded, { key, iv })) ?? key)).toBe(plain)
    const threeKeys = Buffer.concat([key, key, key])
    expect(hex((await thrice?.decrypt(padded, { key: threeKeys, iv })) ?? key)).toBe(plain)
  })

  it('has a form with two keys', () => {
    expect(twoKeyTripleDes()?.keyBytes).toBe(16)
  })
})

/** A block of padding behind the one given. */
function lastBlock(key: Buffer, before: string): string {
  const cipher = createCipheriv('des-ede-cbc', Buffer.concat([key, key]), bytes(before))
  return cipher.final().toString('hex')
}
