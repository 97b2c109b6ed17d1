import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { certificatesToPem, privateKeyToPem } from '../src/index.ts'
import { mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'

const root = mint('Root')
const leaf = mint('Leaf', { issuer: root })

describe('certificatesToPem', () => {
  it('keeps the order and folds at 64 columns, with LF', async () => {
    const pem = certificatesToPem([leaf.certificate, root.certificate])
    expect(pem).not.toContain('\r')
    expect(Math.max(...pem.split('\n').map((line) => line.length))).toBe(64)
    const subjects = pem
      .match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----\n/g)
      ?.map((text) => new X509Certificate(text).subject)
    expect(subjects).toEqual(['CN=Leaf', 'CN=Root'])
    expect(pem).toBe(
      [leaf, root].map((x) => new X509Certificate(x.certificate).toString()).join(''),
    )
  })

  it('refuses what is not DER', async () => {
    const bad = () => certificatesToPem([leaf.certificate, Buffer.from('-----BEGIN')])
    const error = await refusal(bad, 'ERR_CERTS_BAD_ARGUMENT')
    expect(error.what).toContain('certificate 2')
  })
})

describe('privateKeyToPem', () => {
  it.each(['rsa', 'ec', 'ed25519'] as const)('writes an %s key as Node does', async (type) => {
    const { privateKey } = generate(type)
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
    expect(await privateKeyToPem(pkcs8)).toBe(privateKey.export({ format: 'pem', type: 'pkcs8' }))
  })

  it('encrypts so that Node opens it with the passphrase alone', async () => {
    const key = await privateKeyToPem(leaf.pkcs8, { passphrase: 'pass phrase' })
    expect(key).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/)
    expect(createPrivateKey({ key, passphrase: 'pass phrase' }).equals(leaf.key)).toBe(true)
    expect(() => createPrivateKey({ key, passphrase: 'wrong' })).toThrow()
  })

  it('never writes the same cipher text twice', async () => {
    const options = { passphrase: 'p' }
    expect(await privateKeyToPem(leaf.pkcs8, options)).not.toBe(
      await privateKeyToPem(leaf.pkcs8, options),
    )
  })

  it('refuses an empty passphrase', async () => {
    const write = () => privateKeyToPem(leaf.pkcs8, { passphrase: '' })
    await refusal(write, 'ERR_CERTS_BAD_ARGUMENT')
  })

  it('refuses PKCS#1 and SEC 1, which other clients would not read', async () => {
    const rsa = generate('rsa').privateKey.export({ format: 'der', type: 'pkcs1' })
    const ec = generate('ec').privateKey.export({ format: 'der', type: 'sec1' })
    for (const der of [rsa, ec, new Uint8Array(0)]) {
      const error = await refusal(() => privateKeyToPem(der), 'ERR_CERTS_BAD_ARGUMENT')
      expect(error.because).toContain('PKCS#8')
    }
  })
})

function generate(type: 'rsa' | 'ec' | 'ed25519') {
  if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 })
  if (type === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return generateKeyPairSync('ed25519')
}
