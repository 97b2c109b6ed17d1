import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeDer } from '../src/der/encode-der.ts'
import { childrenOf, type DerNode, parseDer } from '../src/der/parse-der.ts'
import { TAG } from '../src/der/tags.ts'
import { certificatesToPem, privateKeyToPem, readKeystore } from '../src/index.ts'
import { parsePrivateKey } from '../src/pkcs8.ts'
import { hex } from './support/entries.ts'
import { mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'
import { describeWithOpenssl, run, temporaryFolder } from './support/tools.ts'

const PASSWORD = 'store-password-1'
const root = mint('Root')
const intermediate = mint('Int', { issuer: root, authority: true })
const leaf = mint('demo__meb10000', { issuer: intermediate })
const chain = [leaf, intermediate, root].map(({ certificate }) => hex(certificate))

describeWithOpenssl('PKCS#12 by openssl', (openssl) => {
  const folder = temporaryFolder()
  const path = (name: string) => join(folder, name)

  beforeAll(async () => {
    writeFileSync(path('key.pem'), await privateKeyToPem(leaf.pkcs8))
    writeFileSync(path('leaf.pem'), certificatesToPem([leaf.certificate]))
    writeFileSync(
      path('above.pem'),
      certificatesToPem([root.certificate, intermediate.certificate]),
    )
  })

  /** Exports leaf, key and (root first) the certificates above. */
  function exported(flags: readonly string[], password = PASSWORD): Buffer {
    const inputs = [
      '-in',
      path('leaf.pem'),
      '-inkey',
      path('key.pem'),
      '-certfile',
      path('above.pem'),
    ]
    const target = ['-out', path('out.p12'), '-passout', `pass:${password}`]
    run(openssl, ['pkcs12', '-export', ...inputs, ...target, ...flags])
    return readFileSync(path('out.p12'))
  }

  it.each<[string, string[]]>([
    ['default settings', ['-name', 'me']],
    ['a name in capitals', ['-name', 'ME']],
    [
      '3DES',
      ['-name', 'me', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
    ],
    [
      'AES-128',
      ['-name', 'me', '-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC', '-macalg', 'sha512'],
    ],
    ['a key in the clear', ['-name', 'me', '-keypbe', 'NONE']],
    ['one iteration', ['-name', 'me', '-iter', '1', '-nomaciter']],
  ])('reads a file with %s, its chain put in order', async (_, flags) => {
    const { entries } = await readKeystore(exported(flags), { password: PASSWORD })
    expect(entries).toHaveLength(1)
    const [entry] = entries
    if (entry?.kind !== 'private-key') expect.fail('no key')
    expect(entry.alias).toBe('me')
    expect(entry.createdAt).toEqual(new Date(0))
    expect(entry.chain.map(hex)).toEqual(chain)
    expect(hex(entry.privateKey)).toBe(hex(leaf.pkcs8))
  })

  // The export of Windows: 3DES, SHA-1 and 2,000 rounds, a name in braces, the provider's name and the
  // key's usage as attributes. No file of Windows itself is at hand.
  it('reads a file in the manner of Windows', async () => {
    const name = '{4C0B6A0F-95D1-4A3C-8F59-6F2B0E2C7D11}'
    const provider = 'Microsoft Enhanced RSA and AES Cryptographic Provider'
    const ciphers = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']
    const marks = ['-name', name, '-CSP', provider, '-LMK', '-keyex', '-iter', '2000']
    const { entries, warnings } = await readKeystore(exported([...marks, ...ciphers]), {
      password: PASSWORD,
    })
    expect(warnings).toEqual([])
    expect(entries).toMatchObject([{ kind: 'private-key', alias: name.toLowerCase() }])
    const [entry] = entries
    if (entry?.kind !== 'private-key') return expect.fail('no key')
    expect(entry.chain.map(hex)).toEqual(chain)
    // The usage is an attribute of the key itself, which Node and openssl pass over.
    expect(entry.privateKey.length).toBeGreaterThan(leaf.pkcs8.length)
    expect(parsePrivateKey(entry.privateKey)?.equals(leaf.key)).toBe(true)
    writeFileSync(path('windows.pem'), await privateKeyToPem(entry.privateKey))
    expect(run(openssl, ['pkey', '-in', path('windows.pem')])).toContain('PRIVATE KEY')
  })

  it('numbers a key without a name, as Java does', async () => {
    const { entries } = await readKeystore(exported([]), { password: PASSWORD })
    expect(entries).toMatchObject([{ alias: '1' }])
  })

  it('reads an empty password, and refuses it where it is not empty', async () => {
    const { entries } = await readKeystore(exported([], ''), { password: '' })
    expect(entries).toHaveLength(1)
    await refusal(() => readKeystore(exported([]), { password: '' }), 'ERR_CERTS_BAD_PASSWORD')
  })

  it.each(['pässwörd', '鍵🔑'])('reads the password %s', async (password) => {
    const { entries } = await readKeystore(exported([], password), { password })
    expect(entries).toHaveLength(1)
  })

  it('reads a file without MAC, and tells a wrong password by its contents', async () => {
    const bytes = exported(['-nomac'])
    const { warnings } = await readKeystore(bytes, { password: PASSWORD })
    expect(warnings.join()).toContain('no integrity code')
    const { entries } = await readKeystore(bytes, { password: 'wrong' })
    expect(entries).toMatchObject([
      { kind: 'unreadable-key', error: { code: 'ERR_CERTS_BAD_PASSWORD' } },
    ])
  })

  it('reads without a password what stands in the clear, and says that it checked nothing', async () => {
    const open = await readKeystore(exported(['-certpbe', 'NONE']), { password: null })
    expect(open.entries).toMatchObject([
      { kind: 'unreadable-key', error: { code: 'ERR_CERTS_BAD_KEY_PASSWORD' } },
    ])
    expect(open.warnings.join()).toContain('integrity of the keystore was not checked')
    const closed = await readKeystore(exported([]), { password: null })
    expect(closed.warnings.join()).toContain('encrypted was not opened')
  })

  it.each(['md5', 'sha224', 'sha384', 'sha512-256', 'sha3-256', 'sha3-512', 'ripemd160'])(
    'checks a MAC with %s',
    async (digest) => {
      const bytes = exported(['-macalg', digest])
      const { entries } = await readKeystore(bytes, { password: PASSWORD })
      expect(entries).toMatchObject([{ kind: 'private-key' }])
      await refusal(() => readKeystore(bytes, { password: 'wrong' }), 'ERR_CERTS_BAD_PASSWORD')
    },
  )

  it('tells damage from a wrong password', async () => {
    const bytes = exported(['-name', 'me'])
    const name = bytes.lastIndexOf(Buffer.from('\0m\0e', 'latin1'))
    bytes[name + 1] = 'x'.charCodeAt(0)
    const error = await refusal(
      () => readKeystore(bytes, { password: PASSWORD, name: 'keyStore.jks' }),
      'ERR_CERTS_DAMAGED',
    )
    expect(error.message).toContain('keyStore.jks')
    await refusal(() => readKeystore(bytes, { password: 'wrong' }), 'ERR_CERTS_BAD_PASSWORD')
  })

  it('takes loose certificates for no entries, as Java does, and says so', async () => {
    const target = ['-out', path('certs.p12'), '-passout', `pass:${PASSWORD}`]
    run(openssl, ['pkcs12', '-export', '-nokeys', '-in', path('above.pem'), ...target])
    const store = await readKeystore(readFileSync(path('certs.p12')), { password: PASSWORD })
    expect(store.entries).toEqual([])
    expect(store.warnings.join()).toContain('2 certificates are neither')
  })

  it('ignores bytes behind the end, with a warning', async () => {
    const bytes = Buffer.concat([exported([]), Buffer.alloc(5)])
    const { warnings } = await readKeystore(bytes, { password: PASSWORD })
    expect(warnings.join()).toContain('5 bytes after the end')
  })

  it('reads lengths left open and strings in pieces, as NSS writes them', async () => {
    const { entries } = await readKeystore(inBer(exported(['-name', 'me'])), { password: PASSWORD })
    expect(entries).toMatchObject([{ alias: 'me' }])
  })

  describe('PEM', () => {
    it('decrypts our encrypted key with its passphrase and no other', async () => {
      const passphrase = 'pass phrase'
      writeFileSync(path('locked.pem'), await privateKeyToPem(leaf.pkcs8, { passphrase }))
      const open = (passphrase: string) =>
        run(openssl, ['pkey', '-in', path('locked.pem'), '-passin', `pass:${passphrase}`])
      expect(open('pass phrase')).toBe(await privateKeyToPem(leaf.pkcs8))
      expect(() => open('wrong')).toThrow()
    })
  })
})

/** The same file in BER: outer values without a length, the content in two pieces. */
function inBer(der: Uint8Array): Uint8Array {
  const [version, info, mac] = partsOf(parseDer(der, ''), TAG.sequence)
  const [type, wrapper] = info ? partsOf(info, TAG.sequence) : []
  const [content] = wrapper ? partsOf(wrapper, TAG.context0Constructed) : []
  if (!version || !type || !content || !mac) return expect.fail('not the layout of PKCS#12')
  const half = content.content.length >> 1
  const pieces = [content.content.subarray(0, half), content.content.subarray(half)]
  const joined = open(0x24, ...pieces.map((piece) => encodeDer(TAG.octetString, piece)))
  const openInfo = open(TAG.sequence, type.encoded, open(TAG.context0Constructed, joined))
  return open(TAG.sequence, version.encoded, openInfo, mac.encoded)
}

function partsOf(node: DerNode, tag: number): DerNode[] {
  return childrenOf(node, tag, 'a part')
}

function open(tag: number, ...content: Uint8Array[]): Uint8Array {
  return Buffer.concat([Uint8Array.of(tag, 0x80), ...content, Uint8Array.of(0, 0)])
}
