import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Keystore, readKeystore, writeJks } from '../src/index.ts'
import { certificatesOf } from '../src/keystore.ts'
import { hex, keyEntry, trustedEntry, writable } from './support/entries.ts'
import { expectMatchingKeys } from './support/keys.ts'
import {
  generateKey,
  type ListedEntry,
  listByKeytool,
  type StoreAt,
  trustByKeytool,
} from './support/keytool-store.ts'
import { mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'
import { describeWithKeytool, run, temporaryFolder } from './support/tools.ts'

const PASSWORD = 'store-password-1'
const JVM_STARTS_MS = 180_000
const EC = ['-keyalg', 'EC', '-groupname', 'secp256r1']

const TYPES = {
  'private-key': 'PrivateKeyEntry',
  'unreadable-key': 'PrivateKeyEntry',
  'trusted-certificate': 'trustedCertEntry',
  'secret-key': 'SecretKeyEntry',
} as const

function listed({ entries }: Keystore): ListedEntry[] {
  return entries
    .map((entry) => ({
      alias: entry.alias,
      type: TYPES[entry.kind],
      certificates: certificatesOf(entry).map(hex),
    }))
    .sort((a, b) => (a.alias < b.alias ? -1 : 1))
}

describeWithKeytool('stores by keytool', (keytool) => {
  const folder = temporaryFolder()

  describe.each(['JKS', 'PKCS12'] as const)('%s', (type) => {
    const store: StoreAt = { keytool, file: join(folder, `all.${type}`), password: PASSWORD }
    const trust: StoreAt = { keytool, file: join(folder, `trust.${type}`), password: PASSWORD }

    beforeAll(() => {
      const storetype = ['-storetype', type]
      const authority = ['-ext', 'bc:c', ...EC, ...storetype]
      generateKey(store, 'root', ...authority)
      generateKey(store, 'int', ...authority, '-signer', 'root')
      generateKey(store, 'demo__meb10000', '-keyalg', 'RSA', ...storetype, '-signer', 'int')
      generateKey(store, 'Edwards', '-keyalg', 'Ed25519', ...storetype)
      generateKey(store, 'Schlüssel 鍵', ...EC, ...storetype, '-signer', 'root')
      trustByKeytool(store, { ...store, alias: 'root' }, 'hops_root_ca')
      run(
        keytool,
        [
          '-importcert',
          '-noprompt',
          ...storetype,
          '-keystore',
          trust.file,
          '-storepass',
          PASSWORD,
          '-alias',
          'Hops_Root_CA',
        ],
        run(keytool, [
          '-exportcert',
          '-rfc',
          '-keystore',
          store.file,
          '-storepass',
          PASSWORD,
          '-alias',
          'root',
        ]),
      )
    }, JVM_STARTS_MS)

    it('reads what keytool lists: RSA, EC, Ed25519, chains of 1 to 3, trusted, odd aliases', async () => {
      const read = await readKeystore(readFileSync(store.file), { password: PASSWORD })
      expect(read.format).toBe(type)
      expect(read.warnings).toEqual([])
      const expected = listByKeytool(store)
      expect(expected.map(({ certificates }) => certificates.length).sort()).toEqual([
        1, 1, 1, 2, 2, 3,
      ])
      expect(listed(read)).toEqual(expected)
      expectMatchingKeys(read)
    })

    it('reads a trust store, and the date of entries where the file has one', async () => {
      const read = await readKeystore(readFileSync(trust.file), { password: PASSWORD })
      expect(listed(read)).toEqual(listByKeytool(trust))
      const all = await readKeystore(readFileSync(store.file), { password: PASSWORD })
      const dates = all.entries
        .filter(({ kind }) => kind === 'private-key' || type === 'JKS')
        .map(({ createdAt }) => Date.now() - createdAt.getTime())
      expect(Math.max(...dates)).toBeLessThan(3_600_000)
      expect(Math.min(...dates)).toBeGreaterThanOrEqual(0)
    })

    it('refuses the wrong password as keytool does', async () => {
      const bytes = readFileSync(store.file)
      await refusal(() => readKeystore(bytes, { password: 'wrong-1' }), 'ERR_CERTS_BAD_PASSWORD')
      expect(() => listByKeytool({ ...store, password: 'wrong-1' })).toThrow(
        /password was incorrect/,
      )
    })

    it('rewrites the store as JKS that keytool lists alike', async () => {
      const read = await readKeystore(readFileSync(store.file), { password: PASSWORD })
      const file = join(folder, `rewritten-${type}.jks`)
      writeFileSync(file, writeJks(writable(read), { password: 'another-1' }))
      expect(listByKeytool({ keytool, file, password: 'another-1' })).toEqual(listByKeytool(store))
    })
  })

  it('opens a JKS key under a password of its own', async () => {
    const store: StoreAt = { keytool, file: join(folder, 'keypass.jks'), password: PASSWORD }
    generateKey(store, 'own', ...EC, '-storetype', 'JKS', '-keypass', 'key-password-1')
    const bytes = readFileSync(store.file)
    const read = await readKeystore(bytes, { password: PASSWORD, keyPassword: 'key-password-1' })
    expectMatchingKeys(read)
    const [entry] = (await readKeystore(bytes, { password: PASSWORD })).entries
    expect(entry).toMatchObject({
      kind: 'unreadable-key',
      error: { code: 'ERR_CERTS_BAD_KEY_PASSWORD' },
    })
  })

  it('writes JKS whose key keytool opens with the right password and no other', async () => {
    const owner = mint('demo__meb10000')
    const file = join(folder, 'written.jks')
    const entries = [
      keyEntry('Me', owner),
      trustedEntry('Wurzel ü', owner),
      trustedEntry('nul\0', owner),
    ]
    writeFileSync(file, writeJks(entries, { password: PASSWORD, keyPassword: 'key-pass-1' }))
    expect(listByKeytool({ keytool, file, password: PASSWORD })).toHaveLength(3)
    expect(() => listByKeytool({ keytool, file, password: 'wrong-1' })).toThrow(
      /password was incorrect/,
    )

    const copy = (keyPassword: string, target: string) =>
      run(keytool, [
        '-importkeystore',
        '-srckeystore',
        file,
        '-srcstorepass',
        PASSWORD,
        '-srcalias',
        'me',
        '-srckeypass',
        keyPassword,
        '-destkeystore',
        target,
        '-deststorepass',
        PASSWORD,
      ])
    expect(() => copy('wrong-1', join(folder, 'no.p12'))).toThrow(/Cannot recover key/)
    copy('key-pass-1', join(folder, 'copy.p12'))
    const back = await readKeystore(readFileSync(join(folder, 'copy.p12')), { password: PASSWORD })
    // Java may drop or keep optional parts of PKCS#8; the chain check proves the key itself.
    expectMatchingKeys(back)
    expect(listed(back)).toMatchObject([{ alias: 'me', certificates: [hex(owner.certificate)] }])
  })

  it.each([
    ['JCEKS', 'JCEKS'],
    ['PKCS#12 as JDK 8 wrote it', 'PKCS12', '-J-Dkeystore.pkcs12.legacy'],
  ])('reads %s, a secret key in it', async (_, type, ...flags) => {
    const store: StoreAt = { keytool, file: join(folder, `old.${type}`), password: PASSWORD }
    generateKey(store, 'old', ...EC, '-storetype', type, ...flags)
    const where = ['-keystore', store.file, '-storepass', PASSWORD, ...flags]
    run(keytool, ['-genseckey', '-alias', 'aes', '-keyalg', 'AES', '-keysize', '256', ...where])
    const bytes = readFileSync(store.file)
    const read = await readKeystore(bytes, { password: PASSWORD })
    expect(listed(read)).toEqual(listByKeytool(store))
    expectMatchingKeys(read)
    await refusal(() => readKeystore(bytes, { password: 'wrong-1' }), 'ERR_CERTS_BAD_PASSWORD')
  })

  it.each([
    ['3DES and a SHA-1 MAC', 'PBEWithSHA1AndDESede', 'HmacPBESHA1'],
    ['AES-128 with SHA-512', 'PBEWithHmacSHA512AndAES_128', 'HmacPBESHA512'],
    ['AES-256 with SHA-1', 'PBEWithHmacSHA1AndAES_256', 'HmacPBESHA384'],
  ])('reads PKCS#12 with %s', async (_, encryption, mac) => {
    const store: StoreAt = { keytool, file: join(folder, `${encryption}.p12`), password: PASSWORD }
    generateKey(
      store,
      'me',
      ...EC,
      `-J-Dkeystore.pkcs12.certProtectionAlgorithm=${encryption}`,
      `-J-Dkeystore.pkcs12.keyProtectionAlgorithm=${encryption}`,
      `-J-Dkeystore.pkcs12.macAlgorithm=${mac}`,
    )
    const read = await readKeystore(readFileSync(store.file), { password: PASSWORD })
    expect(listed(read)).toEqual(listByKeytool(store))
    expectMatchingKeys(read)
  })

  it('reads PKCS#12 without any password, and says that nothing guards it', async () => {
    const store: StoreAt = { keytool, file: join(folder, 'none.p12'), password: PASSWORD }
    generateKey(
      store,
      'me',
      ...EC,
      '-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE',
      '-J-Dkeystore.pkcs12.macAlgorithm=NONE',
    )
    const read = await readKeystore(readFileSync(store.file), { password: PASSWORD })
    expect(read.warnings.join()).toContain('no integrity code')
    expectMatchingKeys(read)
  })
})
