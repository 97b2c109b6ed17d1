import { X509Certificate } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectKeystore, readKeystore } from '../src/index.ts'
import { KEY_PASSWORD, STORE_PASSWORD } from './recipe/cells.ts'
import { hex } from './support/entries.ts'
import { byAlias, expectMatchingKeys } from './support/keys.ts'
import { type OracleCertificate, parseListing } from './support/listings.ts'
import { refusal } from './support/refusals.ts'

const OPEN = { password: STORE_PASSWORD, keyPassword: KEY_PASSWORD }

/** The set in the repository, and where the recipe made it, the whole matrix. */
const SETS = [join(import.meta.dirname, 'golden'), process.env['HOPS_KAFKA_CERTS_MATRIX'] ?? '']

/** Every store of the folders whose name starts so: name and path without ending. */
function stores(start: string): [name: string, path: string][] {
  return SETS.filter((set) => set !== '' && existsSync(set)).flatMap((set) =>
    readdirSync(set)
      .filter((folder) => folder.startsWith(start))
      .flatMap((folder) =>
        readdirSync(join(set, folder))
          .filter((file) => file.endsWith('.store'))
          .map((file): [string, string] => {
            const name = file.replace(/\.store$/, '')
            return [`${folder} ${name}`, join(set, folder, name)]
          }),
      ),
  )
}

describe('stores by the keytools of four JDKs', () => {
  it.each(stores('jdk-'))('%s: what keytool lists', async (name, path) => {
    const bytes = readFileSync(`${path}.store`)
    const oracle = parseListing(readFileSync(`${path}.txt`, 'utf8')).sort(byAlias)
    const report = await inspectKeystore(bytes, OPEN)
    expect(report.format).toBe({ jks: 'JKS', jceks: 'JCEKS' }[name.split(' ')[1] ?? ''] ?? 'PKCS12')
    const found = report.entries.map(({ alias, kind, certificates }) => ({
      alias,
      kind,
      certificates: certificates.map((certificate): OracleCertificate => {
        if (!certificate.isReadable) return expect.fail('not readable')
        const { serialNumber, sha256, signatureAlgorithm, publicKey } = certificate
        return {
          serialNumber: serialNumber.replace(/^0+(?=.)/, ''),
          sha256,
          signatureAlgorithm,
          bits: { 'RSA 2048': '2048', 'EC prime256v1': '256', Ed25519: '255' }[publicKey],
        }
      }),
    }))
    expect(found.sort(byAlias)).toEqual(
      oracle.map((entry) => ({
        ...entry,
        certificates: entry.certificates.map((certificate) => ({
          ...certificate,
          bits: certificate.bits ?? expect.anything(),
        })),
      })),
    )
    expectMatchingKeys(await readKeystore(bytes, OPEN))
  })

  it.each(stores('jdk-'))(
    '%s: without the key password, all but the keys that have one',
    async (_, path) => {
      const bytes = readFileSync(`${path}.store`)
      const { entries, format } = await readKeystore(bytes, { password: STORE_PASSWORD })
      const locked = entries.filter(({ kind }) => kind === 'unreadable-key')
      const own = entries.filter(({ alias }) => alias.startsWith('own-'))
      // keytool ignores the password of a key in PKCS#12.
      expect(locked).toEqual(format === 'PKCS12' ? [] : own)
      expect(own.length).toBeGreaterThan(0)
    },
  )
})

describe('stores by OpenSSL, NSS and GnuTLS', () => {
  it.each(stores('others'))(
    '%s: the chain in order, and the key of its leaf',
    async (name, path) => {
      const bytes = readFileSync(`${path}.store`)
      const store = await readKeystore(bytes, { password: STORE_PASSWORD })
      const listed = readFileSync(`${path}.txt`, 'utf8')
        .match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g)
        ?.map((pem) => new X509Certificate(pem))
      expect(store.entries).toHaveLength(1)
      const [entry] = store.entries
      if (entry?.kind !== 'private-key') return expect.fail('no key')
      const subjects = entry.chain.map((der) => new X509Certificate(der).subject)
      expect(subjects).toEqual(['CN=me', 'CN=int', 'CN=root'])
      expect(entry.chain.map(hex).sort()).toEqual(listed?.map(({ raw }) => hex(raw)).sort())
      expect(store.looseCertificates).toEqual([])
      expectMatchingKeys(store)
      // NSS writes 600,000 rounds: once is enough.
      if (name.includes('nss')) return
      await refusal(() => readKeystore(bytes, { password: 'wrong' }), 'ERR_CERTS_BAD_PASSWORD')
    },
  )
})
