import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readKeystore, writePkcs12 } from '../src/index.ts'
import { bmpForms } from '../src/pbe/password-forms.ts'
import { parsePfx } from '../src/pkcs12/parse-pfx.ts'
import { hex, keyEntry } from './support/entries.ts'
import { mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'

const owner = mint('Owner')

/** PKCS#12 as `openssl pkcs12 -export -twopass` writes it: what is encrypted and the MAC have a password each. */
async function twoPasswords(ofContent: string, ofMac: string): Promise<Uint8Array> {
  const written = { password: ofContent, iterations: 1 }
  const bytes = Buffer.from(await writePkcs12([keyEntry('me', owner)], written))
  const { mac, authenticated } = parsePfx(bytes, '')
  const [form] = bmpForms(ofMac)
  if (!mac || !form) return expect.fail('no MAC')
  const key = await mac.deriveKey(form, () => {})
  // A view of the bytes of the file.
  mac.expected.set(createHmac(mac.digest.name, key).update(authenticated).digest())
  return bytes
}

describe('PKCS#12 under two passwords', () => {
  it.each([
    ['content', 'mac'],
    ['', 'mac'],
    ['content', ''],
  ])('is read with "%s" for the content and "%s" for the MAC', async (content, mac) => {
    const bytes = await twoPasswords(content, mac)
    const { entries } = await readKeystore(bytes, { password: mac, keyPassword: content })
    const [entry] = entries
    if (entry?.kind !== 'private-key') return expect.fail('no key')
    expect(hex(entry.privateKey)).toBe(hex(owner.pkcs8))
    expect(entry.chain).toHaveLength(1)
  })

  it('is refused by name with one of them alone', async () => {
    const bytes = await twoPasswords('content', 'mac')
    const byMac = () => readKeystore(bytes, { password: 'mac' })
    const error = await refusal(byMac, 'ERR_CERTS_BAD_PASSWORD')
    expect(error.because).toContain('does not decrypt')
    await refusal(() => readKeystore(bytes, { password: 'content' }), 'ERR_CERTS_DAMAGED')
    const neither = { password: 'wrong', keyPassword: 'wrong, too' }
    await refusal(() => readKeystore(bytes, neither), 'ERR_CERTS_BAD_PASSWORD')
  })

  it('tells an empty password from none', async () => {
    const bytes = await twoPasswords('', '')
    const { warnings } = await readKeystore(bytes, { password: '' })
    expect(warnings).toEqual([])
    const open = await readKeystore(bytes, { password: null })
    expect(open.entries).toMatchObject([{ kind: 'unreadable-key' }])
    expect(open.warnings.join()).toContain('was not checked')
    await refusal(() => readKeystore(bytes, { password: ' ' }), 'ERR_CERTS_BAD_PASSWORD')
  })
})
