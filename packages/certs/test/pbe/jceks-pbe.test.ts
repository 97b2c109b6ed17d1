import { expect, it } from 'vitest'
import { algorithmOf } from '../../src/der/der-values.ts'
import { encodeDer, encodeInteger, encodeOid, sequence } from '../../src/der/encode-der.ts'
import { parseDer } from '../../src/der/parse-der.ts'
import { TAG } from '../../src/der/tags.ts'
import { jceksPbeOf } from '../../src/pbe/jceks-pbe.ts'
import { JCEKS_PBE } from '../../src/pbe/oids.ts'

/** What the scheme's attempts make of the cipher text, as text; undefined where the padding is none. */
async function decrypted(salt: string, encrypted: string): Promise<(string | undefined)[]> {
  const octets = encodeDer(TAG.octetString, Buffer.from(salt, 'hex'))
  const algorithm = sequence(encodeOid(JCEKS_PBE), sequence(octets, encodeInteger(42)))
  const scheme = jceksPbeOf(algorithmOf(parseDer(algorithm, ''), ''))
  const attempts = scheme.attempts('my_password').map(async (attempt) => {
    const material = await attempt(() => {})
    try {
      const plain = await scheme.cipher.decrypt(Buffer.from(encrypted, 'hex'), material)
      return Buffer.from(plain).toString()
    } catch {
      return undefined
    }
  })
  return Promise.all(attempts)
}

// Both cipher texts were made by Java, which changed how it treats a salt with equal halves.
it.each([
  ['of current JDKs', '152dd3a1615e4577', 0],
  ['of old JDKs', '728fd8cc21412580', 1],
])('opens what Java wrote under a salt with equal halves, in the way %s', async (_, text, way) => {
  expect((await decrypted('0102030401020304', text))[way]).toBe('sample')
})

it('has one way for any other salt', async () => {
  expect(await decrypted('0102030405060708', '152dd3a1615e4577')).toHaveLength(1)
})
