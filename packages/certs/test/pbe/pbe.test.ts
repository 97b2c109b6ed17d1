import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { algorithmOf, encryptedPrivateKeyOf } from '../../src/der/der-values.ts'
import { encodeDer, encodeInteger, encodeOid, sequence } from '../../src/der/encode-der.ts'
import { parseDer } from '../../src/der/parse-der.ts'
import { TAG } from '../../src/der/tags.ts'
import { privateKeyToPem } from '../../src/index.ts'
import { iterationBudget } from '../../src/pbe/iteration-budget.ts'
import { PBES2, SCRYPT } from '../../src/pbe/oids.ts'
import { decryptSequence } from '../../src/pbe/scheme.ts'
import { schemeOf } from '../../src/pbe/scheme-of.ts'
import { hex } from '../support/entries.ts'
import { mint } from '../support/mint.ts'
import { refusal } from '../support/refusals.ts'
import { describeWithOpenssl, run, temporaryFolder } from '../support/tools.ts'

const owner = mint('Owner')
const PASSWORD = 'a passphrase'

describeWithOpenssl('password-based encryption by openssl', (openssl) => {
  const folder = temporaryFolder()
  const key = join(folder, 'key.pem')

  beforeAll(async () => writeFileSync(key, await privateKeyToPem(owner.pkcs8)))

  /** Encrypts the key with the flags of `openssl pkcs8`. */
  function encrypted(flags: readonly string[], password = PASSWORD) {
    const file = join(folder, 'key.der')
    const target = ['-out', file, '-outform', 'DER', '-passout', `pass:${password}`]
    const providers = ['-provider', 'legacy', '-provider', 'default']
    run(openssl, ['pkcs8', '-topk8', '-in', key, ...target, ...providers, ...flags])
    return encryptedPrivateKeyOf(parseDer(readFileSync(file), 'the key'))
  }

  async function open(flags: readonly string[], password = PASSWORD) {
    const { algorithm, data } = encrypted(flags, password)
    const scheme = schemeOf(algorithm)
    const spend = iterationBudget('the key')
    const opened = await decryptSequence({ scheme, data }, password, spend)
    const wrong = await decryptSequence({ scheme, data }, 'wrong', spend)
    expect(wrong).toBeUndefined()
    return { label: scheme.label, opened: opened && hex(opened) }
  }

  it.each([
    ['RC4-128 with PKCS#12 key derivation, SHA-1', '-v1', 'PBE-SHA1-RC4-128'],
    ['RC4-40 with PKCS#12 key derivation, SHA-1', '-v1', 'PBE-SHA1-RC4-40'],
    ['3DES-CBC with PKCS#12 key derivation, SHA-1', '-v1', 'PBE-SHA1-3DES'],
    ['3DES-CBC with two keys with PKCS#12 key derivation, SHA-1', '-v1', 'PBE-SHA1-2DES'],
    ['RC2-128-CBC with PKCS#12 key derivation, SHA-1', '-v1', 'PBE-SHA1-RC2-128'],
    ['RC2-40-CBC with PKCS#12 key derivation, SHA-1', '-v1', 'PBE-SHA1-RC2-40'],
    ['DES-CBC with PBKDF1-MD5', '-v1', 'PBE-MD5-DES'],
    ['RC2-64-CBC with PBKDF1-MD5', '-v1', 'PBE-MD5-RC2-64'],
    ['DES-CBC with PBKDF1-SHA-1', '-v1', 'PBE-SHA1-DES'],
    ['RC2-64-CBC with PBKDF1-SHA-1', '-v1', 'PBE-SHA1-RC2-64'],
    ['AES-256-CBC with PBKDF2-HMAC-SHA-256', '-v2', 'aes-256-cbc'],
    ['AES-192-CBC with PBKDF2-HMAC-SHA-1', '-v2', 'aes-192-cbc', '-v2prf', 'hmacWithSHA1'],
    ['3DES-CBC with PBKDF2-HMAC-SHA-224', '-v2', 'des3', '-v2prf', 'hmacWithSHA224'],
    ['DES-CBC with PBKDF2-HMAC-SHA-384', '-v2', 'des', '-v2prf', 'hmacWithSHA384'],
    ['RC2-128-CBC with PBKDF2-HMAC-SHA-256', '-v2', 'rc2'],
    ['CAMELLIA-128-CBC with PBKDF2-HMAC-SHA-512', '-v2', 'camellia128', '-v2prf', 'hmacWithSHA512'],
    ['ARIA-256-CBC with PBKDF2-HMAC-SHA-512/256', '-v2', 'aria256', '-v2prf', 'hmacWithSHA512-256'],
    ['AES-128-CBC with PBKDF2-HMAC-MD5', '-v2', 'aes128', '-v2prf', 'hmacWithMD5'],
    ['AES-256-CBC with scrypt (N=16384, r=8, p=1)', '-scrypt'],
  ])('is opened: %s', async (label, ...flags) => {
    expect(await open(flags)).toEqual({ label, opened: hex(owner.pkcs8) })
  })

  it.each(['', 'pässwörd', '鍵🔑'])('takes the password "%s" in every scheme', async (password) => {
    for (const flags of [
      ['-v1', 'PBE-SHA1-3DES'],
      ['-v1', 'PBE-MD5-DES'],
      ['-v2', 'aes256'],
    ]) {
      expect((await open(flags, password)).opened).toBe(hex(owner.pkcs8))
    }
  })

  it.each([
    [2 ** 18, 1, 1],
    [2 ** 15, 8, 1],
    [2, 1, 2 ** 18],
  ])(
    'refuses scrypt with N=%i, r=%i, p=%i, which takes 32 MiB, before any work',
    async (...numbers) => {
      const error = await refusal(() => schemeOf(scrypt(...numbers)), 'ERR_CERTS_TOO_COSTLY')
      expect(error.because).toContain(`N=${numbers[0]}`)
      expect(() => schemeOf(scrypt(2 ** 14, 8, 1))).not.toThrow()
    },
  )

  it('refuses a cipher that Node lacks by name', async () => {
    const { algorithm } = encrypted(['-v2', 'bf-cbc'])
    const error = await refusal(() => schemeOf(algorithm), 'ERR_CERTS_UNSUPPORTED')
    expect(error.because).toContain('Blowfish')
  })
})

/** PBES2 with scrypt and AES-256. */
function scrypt(...numbers: number[]) {
  const octets = encodeDer(TAG.octetString, new Uint8Array(16))
  const parameters = sequence(octets, ...numbers.map(encodeInteger))
  const kdf = sequence(encodeOid(SCRYPT), parameters)
  const cipher = sequence(encodeOid('2.16.840.1.101.3.4.1.42'), octets)
  return algorithmOf(parseDer(sequence(encodeOid(PBES2), sequence(kdf, cipher)), ''), '')
}
