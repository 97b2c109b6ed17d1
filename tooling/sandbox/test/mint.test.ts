import { createPrivateKey, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CertificateNames, type Certificates, mintCertificates } from '../src/mint.ts'

const NAMES: CertificateNames = {
  broker: 'a-broker',
  user: 'demo__meb10000',
  admin: 'an-admin',
  brokerNames: 'loopback',
}

let minted: Certificates
beforeAll(async () => {
  minted = await mintCertificates(NAMES)
})

function split(pem: string): X509Certificate[] {
  const parts = pem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []
  return parts.map((part) => new X509Certificate(part))
}

function leafAndIntermediate(chain: string): [X509Certificate, X509Certificate] {
  const [leaf, intermediate, ...rest] = split(chain)
  if (!leaf || !intermediate || rest.length > 0) throw new Error(`a chain of ${rest.length + 2}`)
  return [leaf, intermediate]
}

describe('mintCertificates', () => {
  it.each(['broker', 'user', 'admin'] as const)('chains the %s to the root', (who) => {
    const [leaf, intermediate] = leafAndIntermediate(minted[who].chain)
    const root = new X509Certificate(minted.root)
    expect(leaf.subject).toBe(`CN=${NAMES[who]}`)
    expect(leaf.ca).toBe(false)
    expect(leaf.checkIssued(intermediate) && leaf.verify(intermediate.publicKey)).toBe(true)
    expect(intermediate.ca).toBe(true)
    expect(intermediate.checkIssued(root) && intermediate.verify(root.publicKey)).toBe(true)
    expect(root.verify(root.publicKey)).toBe(true)
    expect(leaf.checkPrivateKey(createPrivateKey(minted[who].key))).toBe(true)
  })

  it("makes the user's certificate as Hopsworks does: RSA 2048, no names, no extended usage", () => {
    const [leaf] = leafAndIntermediate(minted.user.chain)
    expect(leaf.publicKey.asymmetricKeyType).toBe('rsa')
    expect(leaf.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(leaf.subjectAltName).toBeUndefined()
    expect(leaf.keyUsage).toBeUndefined()
  })

  it('names the loopback addresses in the certificates of broker and REST server', () => {
    for (const { chain } of [minted.broker, minted.hopsworks]) {
      const leaf = new X509Certificate(chain)
      expect(leaf.checkHost('localhost')).toBe('localhost')
      expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1')
      expect(leaf.checkHost('example.org')).toBeUndefined()
    }
  })

  it('gives the REST server a CA of its own', () => {
    const ca = new X509Certificate(minted.hopsworksCa)
    const leaf = new X509Certificate(minted.hopsworks.chain)
    expect(leaf.verify(ca.publicKey)).toBe(true)
    expect(leaf.verify(new X509Certificate(minted.root).publicKey)).toBe(false)
  })

  it('leaves names out of the broker certificate when asked to', async () => {
    const { broker } = await mintCertificates({ ...NAMES, brokerNames: 'none' })
    expect(new X509Certificate(broker.chain).subjectAltName).toBeUndefined()
  })
})
