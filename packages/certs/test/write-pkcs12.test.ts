import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readKeystore, type WritableEntry, writePkcs12 } from '../src/index.ts'
import { hex, keyEntry, plain, trustedEntry } from './support/entries.ts'
import { listByKeytool } from './support/keytool-store.ts'
import { mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'
import { describeWithKeytool, describeWithOpenssl, run, temporaryFolder } from './support/tools.ts'

const PASSWORD = 'store-password-1'
const QUICK = { password: PASSWORD, iterations: 1000 }
const root = mint('Root')
const intermediate = mint('Int', { issuer: root, authority: true })
const leaf = mint('demo__meb10000', { issuer: intermediate })
const other = mint('other', { issuer: intermediate })
const ENTRIES = [
  keyEntry('Me', leaf, intermediate, root),
  keyEntry('Schlüssel 鍵', other, intermediate),
  trustedEntry('hops_root_ca', root),
]

describe('writePkcs12', () => {
  it('comes back through readKeystore as it was, but for the date of what is trusted', async () => {
    const store = await readKeystore(await writePkcs12(ENTRIES, QUICK), { password: PASSWORD })
    expect(store).toMatchObject({ format: 'PKCS12', warnings: [], looseCertificates: [] })
    const expected = ENTRIES.map((entry) => ({ ...entry, alias: entry.alias.toLowerCase() }))
    expect(plain(store)).toEqual(
      plain({
        entries: expected.map((entry) =>
          entry.kind === 'private-key'
            ? // The root stands in the file, so the shorter chain reaches it too.
              { ...entry, chain: [...entry.chain.slice(0, 2), root.certificate] }
            : { ...entry, createdAt: new Date(0) },
        ),
      }),
    )
  })

  it.each(['', 'pässwörd', '鍵🔑'])('takes the password "%s"', async (password) => {
    const bytes = await writePkcs12(ENTRIES, { password, iterations: 1 })
    expect((await readKeystore(bytes, { password })).entries).toHaveLength(3)
    await refusal(() => readKeystore(bytes, { password: 'wrong' }), 'ERR_CERTS_BAD_PASSWORD')
  })

  it.each<[string, WritableEntry[], RegExp]>([
    ['a key without certificate', [{ ...keyEntry('a', leaf), chain: [] }], /no certificate/],
    ['an alias twice', [trustedEntry('A', root), trustedEntry('a', root)], /twice/],
    [
      'an entry of another kind',
      [{ ...trustedEntry('a', root), ...JSON.parse('{"kind":"secret-key"}') }],
      /secret-key/,
    ],
  ])('refuses %s', async (_, entries, because) => {
    const error = await refusal(() => writePkcs12(entries, QUICK), 'ERR_CERTS_BAD_ARGUMENT')
    expect(error.because).toMatch(because)
  })

  it.each([0, 1.5, 5_000_001, Number.NaN])('refuses %d iterations', async (iterations) => {
    const write = () => writePkcs12(ENTRIES, { password: PASSWORD, iterations })
    await refusal(write, 'ERR_CERTS_BAD_ARGUMENT')
  })
})

describeWithKeytool('writePkcs12, read by Java', (keytool) => {
  const folder = temporaryFolder()

  it('is listed by keytool as it was written, keys and chains and what is trusted', async () => {
    const file = join(folder, 'written.p12')
    // With the default number of iterations, which Java has to take.
    writeFileSync(file, await writePkcs12(ENTRIES, { password: PASSWORD }))
    const listed = listByKeytool({ keytool, file, password: PASSWORD })
    expect(listed).toEqual([
      {
        alias: 'hops_root_ca',
        type: 'trustedCertEntry',
        certificates: [root].map((owner) => hex(owner.certificate)),
      },
      {
        alias: 'me',
        type: 'PrivateKeyEntry',
        certificates: [leaf, intermediate, root].map((owner) => hex(owner.certificate)),
      },
      {
        alias: 'schlüssel 鍵',
        type: 'PrivateKeyEntry',
        certificates: [other, intermediate, root].map((owner) => hex(owner.certificate)),
      },
    ])
    const copy = join(folder, 'copy.jks')
    const target = ['-destkeystore', copy, '-deststoretype', 'JKS', '-deststorepass', PASSWORD]
    run(keytool, ['-importkeystore', '-srckeystore', file, '-srcstorepass', PASSWORD, ...target])
    const back = await readKeystore(readFileSync(copy), { password: PASSWORD })
    expect(back.entries.map(({ kind }) => kind).sort()).toEqual([
      'private-key',
      'private-key',
      'trusted-certificate',
    ])
  })
})

describeWithOpenssl('writePkcs12, read by openssl', (openssl) => {
  const folder = temporaryFolder()

  it.each(['secret', '', 'pässwörd'])(
    'opens with the password "%s" and no other',
    async (password) => {
      const file = join(folder, 'written.p12')
      writeFileSync(file, await writePkcs12(ENTRIES, { password, iterations: 1000 }))
      const list = (given: string) =>
        run(openssl, ['pkcs12', '-in', file, '-passin', `pass:${given}`, '-nodes'])
      const text = list(password)
      expect(text.match(/BEGIN PRIVATE KEY/g)).toHaveLength(2)
      expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(5)
      expect(text).toContain('friendlyName: me')
      expect(() => list('wrong')).toThrow(/invalid password/)
    },
  )
})
