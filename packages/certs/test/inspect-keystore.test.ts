import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { inspectKeystore, type WritableEntry, writeJks, writePkcs12 } from '../src/index.ts'
import { CREATED, hex, keyEntry, trustedEntry } from './support/entries.ts'
import { mint } from './support/mint.ts'

const OPEN = { password: 'secret' }
const root = mint('Root')
const intermediate = mint('Int', { issuer: root, authority: true })
const me = mint('demo__meb10000', { issuer: intermediate })

async function inspectPkcs12(...entries: WritableEntry[]) {
  return inspectKeystore(await writePkcs12(entries, { ...OPEN, iterations: 1000 }), OPEN)
}

it('tells what the store is, what it holds and how it is protected', async () => {
  const report = await inspectPkcs12(keyEntry('me', me, intermediate), trustedEntry('ca', root))
  const protection = { algorithm: 'AES-256-CBC with PBKDF2-HMAC-SHA-256', iterations: 1000 }
  expect(report).toMatchObject({
    format: 'PKCS12',
    integrity: {
      algorithm: 'HMAC-SHA-256 with PKCS#12 key derivation',
      iterations: 1000,
      isVerified: true,
    },
    certificateProtections: [protection],
    entries: [
      { alias: 'me', kind: 'private-key', createdAt: CREATED, protection },
      { alias: 'ca', kind: 'trusted-certificate' },
    ],
    warnings: [],
  })
  expect(report.entries[1]).not.toHaveProperty('createdAt')
  const subjects = report.entries[0]?.certificates.map((each) => each.isReadable && each.subject)
  expect(subjects).toEqual(['CN=demo__meb10000', 'CN=Int', 'CN=Root'])
})

it('tells of a certificate what keytool tells', async () => {
  const { entries } = await inspectPkcs12(trustedEntry('ca', root))
  expect(entries[0]?.certificates).toMatchObject([
    {
      issuer: 'CN=Root',
      daysLeft: 364,
      publicKey: 'Ed25519',
      signatureAlgorithm: 'Ed25519',
      isAuthority: true,
      serialNumber: expect.stringMatching(/^[0-9a-f]+$/),
      sha256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      sha1: expect.stringMatching(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/),
    },
  ])
})

it.each<[string, WritableEntry[], RegExp]>([
  ['an expired certificate', [trustedEntry('a', mint('Old', { untilDay: -0.5 }))], /expired on/],
  ['one that soon expires', [trustedEntry('a', mint('Soon', { untilDay: 9.5 }))], /in 9 days/],
  [
    'a chain with a wrong link',
    [keyEntry('a', me, mint('Int', { issuer: root, authority: true }))],
    /certificate 1 of its chain is not signed by the next/,
  ],
  [
    'a key that is not its certificate’s',
    [{ ...keyEntry('a', me), privateKey: mint('Other').pkcs8 }],
    /key "a" is not that of its certificate/,
  ],
  [
    'a certificate that is none',
    [
      {
        ...trustedEntry('a', root),
        kind: 'trusted-certificate',
        certificate: Uint8Array.of(0x30, 0),
      },
    ],
    /is not X\.509 that this Node can read/,
  ],
  ['a proprietary format', [], /JKS is Java's own format/],
])('warns of %s', async (_, entries, warning) => {
  const { warnings } = await inspectKeystore(writeJks(entries, OPEN), OPEN)
  expect(warnings.join('\n')).toMatch(warning)
})

it('warns of few iterations, and of a short key', async () => {
  const bytes = await writePkcs12([trustedEntry('a', root)], { ...OPEN, iterations: 1 })
  expect((await inspectKeystore(bytes, OPEN)).warnings.join()).toContain(
    'no more than 1 iterations',
  )
})

it('says of a key that does not open why, and lists its chain', async () => {
  const bytes = writeJks([keyEntry('me', me, intermediate)], { ...OPEN, keyPassword: 'other' })
  const { entries } = await inspectKeystore(bytes, OPEN)
  expect(entries).toMatchObject([
    { kind: 'unreadable-key', problem: expect.stringContaining('does not open this key') },
  ])
  expect(entries[0]?.certificates).toHaveLength(2)
})

it('holds no secret', async () => {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' })
  const entries = [{ ...keyEntry('me', me), privateKey: key }]
  const report = await inspectKeystore(writeJks(entries, OPEN), OPEN)
  const text = JSON.stringify(report) + inspect(report, { depth: 9 })
  expect(text).not.toContain(hex(key.subarray(-8)))
  expect(text).not.toContain(OPEN.password)
})
