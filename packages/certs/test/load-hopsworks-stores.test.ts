import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:tls'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { loadHopsworksStores, type WritableEntry, writeJks } from '../src/index.ts'
import { keyEntry, trustedEntry } from './support/entries.ts'
import { type MintOptions, mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'

const PASSWORD = 'p'.repeat(64)
const root = mint('Hopsworks Root')
const intermediate = mint('Hopsworks Int', { issuer: root, authority: true })
const user = mint('demo__meb10000', { issuer: intermediate })
const KEYS = [keyEntry('demo__meb10000', user, intermediate)]
const TRUST = [trustedEntry('hops_root_ca', root)]

function load(keys: readonly WritableEntry[] = KEYS, trust: readonly WritableEntry[] = TRUST) {
  return loadHopsworksStores({
    keyStore: { bytes: writeJks(keys, { password: PASSWORD }), name: 'keyStore.jks' },
    trustStore: { bytes: writeJks(trust, { password: PASSWORD }), name: 'trustStore.jks' },
    password: PASSWORD,
  })
}

function issued(options: MintOptions) {
  const owner = mint('demo__meb10000', { issuer: intermediate, ...options })
  return [keyEntry('me', owner, intermediate)]
}

describe('loadHopsworksStores', () => {
  it('gives key, chain and root, and says whose they are', async () => {
    const { key, cert, ca, principal, notAfter, warnings } = await load()
    expect(createPrivateKey(key).equals(user.key)).toBe(true)
    expect(cert).toBe(
      [user, intermediate].map((x) => new X509Certificate(x.certificate).toString()).join(''),
    )
    expect(ca).toBe(new X509Certificate(root.certificate).toString())
    expect(principal).toBe('demo__meb10000')
    expect(notAfter).toEqual(new Date(new X509Certificate(user.certificate).validTo))
    expect(warnings).toEqual([])
  })

  it('gives what mutual TLS needs: a server that knows only the root lets the client in', async () => {
    const { key, cert, ca } = await load()
    const server = createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const accepted = once(server, 'secureConnection')
    const client = connect({
      host: '127.0.0.1',
      port,
      key,
      cert,
      ca,
      checkServerIdentity: () => undefined,
    })
    const [[socket]] = await Promise.all([accepted, once(client, 'secureConnect')])
    expect(socket.authorized).toBe(true)
    expect(socket.getPeerCertificate().subject.CN).toBe('demo__meb10000')
    client.destroy()
    server.close()
  })

  it('takes a chain that includes its root', async () => {
    const { cert } = await load([keyEntry('me', user, intermediate, root)])
    expect(cert.match(/BEGIN/g)).toHaveLength(3)
  })

  it('shows no key when it is logged', async () => {
    const credentials = await load()
    expect(inspect(credentials)).toContain("key: '[hidden]'")
    expect(inspect(credentials)).not.toContain('PRIVATE KEY')
  })

  it.each<[string, MintOptions, RegExp]>([
    ['has expired', { untilDay: -0.5 }, /expired on \d{4}-/],
    ['expires soon', { untilDay: 9.5 }, /expires in 9 days, on \d{4}-/],
    ['is not valid yet', { fromDay: 2 }, /not valid before \d{4}-/],
  ])('warns when the certificate %s', async (_, options, warning) => {
    const { warnings } = await load(issued(options))
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(warning)
    expect(warnings[0]).toContain('keyStore.jks')
  })

  it('names the aliases when there are several keys', async () => {
    const keys = [keyEntry('a', user, intermediate), keyEntry('b', user, intermediate)]
    const error = await refusal(() => load(keys), 'ERR_CERTS_SEVERAL_KEYS')
    expect(error.because).toContain('"a", "b"')
  })

  it('notices swapped stores', async () => {
    const error = await refusal(() => load(TRUST, KEYS), 'ERR_CERTS_NO_KEY')
    expect(error.fix).toContain('swapped')
    await refusal(() => load(KEYS, KEYS), 'ERR_CERTS_NO_TRUST_ANCHOR')
  })

  it('refuses stores that were not passed, as from plain JavaScript', async () => {
    for (const stores of [undefined, {}, { password: PASSWORD }]) {
      const pass = () => loadHopsworksStores(stores as Parameters<typeof loadHopsworksStores>[0])
      await refusal(pass, 'ERR_CERTS_BAD_ARGUMENT')
    }
  })

  it('refuses an empty trust store', async () => {
    await refusal(() => load(KEYS, []), 'ERR_CERTS_NO_TRUST_ANCHOR')
  })

  it("refuses another one's certificate", async () => {
    const other = mint('demo__meb10000', { issuer: intermediate })
    const forged = { ...keyEntry('me', other, intermediate), privateKey: user.pkcs8 }
    await refusal(() => load([forged]), 'ERR_CERTS_KEY_MISMATCH')
  })

  it('refuses a chain with a missing link, whatever the names say', async () => {
    const namesake = mint('Hopsworks Int', { issuer: root, authority: true })
    await refusal(() => load([keyEntry('me', user, namesake)]), 'ERR_CERTS_BROKEN_CHAIN')
    await refusal(() => load([keyEntry('me', user)]), 'ERR_CERTS_UNTRUSTED_CHAIN')
  })

  it('refuses a trust store of another cluster, even with the same names', async () => {
    const foreign = [trustedEntry('hops_root_ca', mint('Hopsworks Root'))]
    const error = await refusal(() => load(KEYS, foreign), 'ERR_CERTS_UNTRUSTED_CHAIN')
    expect(error.because).toContain('trustStore.jks')
  })

  it('refuses a key that Node cannot use', async () => {
    const broken = { ...keyEntry('me', user, intermediate), privateKey: Uint8Array.of(0x30, 0) }
    await refusal(() => load([broken]), 'ERR_CERTS_UNSUPPORTED')
  })

  it('refuses a certificate that is none', async () => {
    const broken = { ...keyEntry('me', user), chain: [Uint8Array.of(0x30, 0)] }
    await refusal(() => load([broken]), 'ERR_CERTS_MALFORMED')
  })
})
