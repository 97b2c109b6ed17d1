import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readKeystore, writeJks } from '../src/index.ts'
import { integrityDigest } from '../src/jks/integrity.ts'
import { hex, keyEntry, trustedEntry } from './support/entries.ts'
import { mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'

const PASSWORD = 'a store password'
const root = mint('Root')
const leaf = mint('demo__meb10000', { issuer: root })
const keyStore = writeJks([keyEntry('me', leaf, root)], { password: PASSWORD })
const trustStore = writeJks([trustedEntry('hops_root_ca', root)], { password: PASSWORD })

/** A copy with other bytes from an offset on. */
function patched(bytes: Uint8Array, offset: number, ...values: number[]): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy.set(values, offset)
  return copy
}

/** Signs content anew, so that only the change itself can be what is refused. */
function sealed(content: Uint8Array): Uint8Array {
  return Buffer.concat([content, integrityDigest(content, PASSWORD)])
}

function contentOf(store: Uint8Array): Uint8Array {
  return store.subarray(0, -20)
}

describe('readKeystore on JKS', () => {
  it('tells a wrong password', async () => {
    for (const bytes of [keyStore, trustStore]) {
      const error = await refusal(
        () => readKeystore(bytes, { password: 'wrong one', name: 'keyStore.jks' }),
        'ERR_CERTS_BAD_PASSWORD',
      )
      expect(error.message).toContain('keyStore.jks')
      expect(inspect(error)).not.toContain('wrong one')
    }
  })

  it('tells damage from a wrong password by the key that opens', async () => {
    const damaged = patched(keyStore, 27, 0x58)
    await refusal(() => readKeystore(damaged, { password: PASSWORD }), 'ERR_CERTS_DAMAGED')
  })

  it('tells damage from a wrong password by a certificate that is none', async () => {
    const damaged = patched(trustStore, trustStore.length - 20 - root.certificate.length, 0x31)
    await refusal(() => readKeystore(damaged, { password: PASSWORD }), 'ERR_CERTS_DAMAGED')
  })

  it('verifies an empty password, and refuses an absent one', async () => {
    const bytes = writeJks([trustedEntry('a', root)], { password: '' })
    await expect(readKeystore(bytes, { password: '' })).resolves.toMatchObject({ warnings: [] })
    await refusal(() => readKeystore(trustStore, { password: '' }), 'ERR_CERTS_BAD_PASSWORD')
    const absent = JSON.parse('{}') as { password: string }
    const error = await refusal(() => readKeystore(bytes, absent), 'ERR_CERTS_BAD_ARGUMENT')
    expect(error.because).toContain('password')
  })

  it('reads what needs no password without one, and says that it checked nothing', async () => {
    const { entries, warnings } = await readKeystore(keyStore, { password: null })
    expect(entries).toMatchObject([
      { kind: 'unreadable-key', chain: [expect.anything(), expect.anything()] },
    ])
    expect(warnings.join()).toContain('integrity of the keystore was not checked')
    const open = { password: null, keyPassword: PASSWORD }
    expect((await readKeystore(keyStore, open)).entries).toMatchObject([{ kind: 'private-key' }])
  })

  it('lets one damaged key stand beside the others', async () => {
    const entries = [keyEntry('a', leaf, root), keyEntry('b', leaf, root)]
    const content = Buffer.from(contentOf(writeJks(entries, { password: PASSWORD })))
    // The SEQUENCE of the first key becomes a SET.
    content[content.indexOf(0x30)] = 0x31
    const read = await readKeystore(sealed(content), { password: PASSWORD })
    expect(read.entries).toMatchObject([
      { kind: 'unreadable-key', alias: 'a', error: { code: 'ERR_CERTS_MALFORMED' } },
      { kind: 'private-key', alias: 'b' },
    ])
  })

  it('lets the last of two equal aliases win, with a warning', async () => {
    const other = mint('Other')
    const entries = [trustedEntry('aa', root), trustedEntry('ab', other)]
    const content = Buffer.from(contentOf(writeJks(entries, { password: PASSWORD })))
    content[content.indexOf('ab') + 1] = 'a'.charCodeAt(0)
    const store = await readKeystore(sealed(content), { password: PASSWORD })
    expect(store.entries).toHaveLength(1)
    expect(store.entries[0]).toMatchObject({ alias: 'aa' })
    const [entry] = store.entries
    expect(entry?.kind === 'trusted-certificate' && hex(entry.certificate)).toBe(
      hex(other.certificate),
    )
    expect(store.warnings.join()).toContain('"aa" occurs twice')
  })

  it('reads version 1, whose certificates have no type', async () => {
    const content = Buffer.from(contentOf(trustStore))
    content[7] = 1
    const type = content.indexOf('X.509') - 2
    const version1 = Buffer.concat([content.subarray(0, type), content.subarray(type + 7)])
    const { entries } = await readKeystore(sealed(version1), { password: PASSWORD })
    expect(entries[0]).toMatchObject({ kind: 'trusted-certificate', alias: 'hops_root_ca' })
  })

  it('ignores bytes behind the digest, with a warning', async () => {
    const { warnings } = await readKeystore(Buffer.concat([trustStore, Buffer.alloc(3)]), {
      password: PASSWORD,
    })
    expect(warnings.join()).toContain('3 bytes after the end')
  })

  it.each<[string, number[], RegExp]>([
    ['version 3', [4, 0, 0, 0, 3], /version 3/],
    ['version 0', [4, 0, 0, 0, 0], /version 0/],
  ])('refuses %s', async (_, [offset = 0, ...values], because) => {
    const bytes = patched(keyStore, offset, ...values)
    const error = await refusal(
      () => readKeystore(bytes, { password: PASSWORD }),
      'ERR_CERTS_UNSUPPORTED',
    )
    expect(error.because).toMatch(because)
  })

  it('names a key protection that is not that of JKS', async () => {
    const content = Buffer.from(contentOf(keyStore))
    const oid = content.indexOf(Buffer.from('2b060104012a0211', 'hex'))
    content[oid + 7] = 0x12
    const { entries } = await readKeystore(sealed(content), { password: PASSWORD })
    expect(entries).toMatchObject([{ error: { code: 'ERR_CERTS_UNSUPPORTED' } }])
    expect(entries).toMatchObject([{ error: { because: expect.stringContaining('.42.2.18.1') } }])
  })

  it('shows no key bytes when an entry is logged', async () => {
    const { entries } = await readKeystore(keyStore, { password: PASSWORD })
    const shown = inspect(entries, { depth: 9, maxArrayLength: null, showHidden: true })
    expect(shown).toContain('[hidden]')
    expect(shown).not.toContain(Array.from(leaf.pkcs8.subarray(-4)).join(', '))
    expect(shown).not.toContain(hex(leaf.pkcs8.subarray(-4)).replace(/../g, '$& ').trim())
  })
})
