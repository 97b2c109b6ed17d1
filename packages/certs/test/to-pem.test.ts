import { createPrivateKey, X509Certificate } from 'node:crypto'
import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { readKeystore, toPem, type WritableEntry, writeJks } from '../src/index.ts'
import { keyEntry, trustedEntry } from './support/entries.ts'
import { mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'

const PASSWORD = 'secret'
const root = mint('Root')
const me = mint('Me', { issuer: root })
const you = mint('You', { issuer: root })

function store(...entries: WritableEntry[]) {
  return readKeystore(writeJks(entries, { password: PASSWORD }), { password: PASSWORD })
}

it('gives key, chain and what is trusted', async () => {
  const { key, cert, ca } = await toPem(
    await store(keyEntry('me', me, root), trustedEntry('ca', root)),
  )
  expect(createPrivateKey(key ?? '').equals(me.key)).toBe(true)
  expect(cert?.match(/BEGIN/g)).toHaveLength(2)
  expect(ca).toBe(new X509Certificate(root.certificate).toString())
})

it('gives a trust store without a key', async () => {
  expect(await toPem(await store(trustedEntry('ca', root)))).toEqual({ ca: expect.any(String) })
})

it('takes the key with the alias, whatever its case, and encrypts it', async () => {
  const several = await store(keyEntry('me', me), keyEntry('you', you))
  await refusal(() => toPem(several), 'ERR_CERTS_SEVERAL_KEYS')
  const { key } = await toPem(several, { alias: 'YOU', passphrase: 'p' })
  expect(createPrivateKey({ key: key ?? '', passphrase: 'p' }).equals(you.key)).toBe(true)
  const error = await refusal(() => toPem(several, { alias: 'they' }), 'ERR_CERTS_NO_KEY')
  expect(error.because).toContain('only "me", "you"')
})

it('says why the key does not open, and takes one that does', async () => {
  const bytes = writeJks([keyEntry('me', me)], { password: PASSWORD, keyPassword: 'other' })
  const locked = await readKeystore(bytes, { password: PASSWORD })
  await refusal(() => toPem(locked), 'ERR_CERTS_BAD_KEY_PASSWORD')
  const open = await readKeystore(bytes, { password: PASSWORD, keyPassword: 'other' })
  expect((await toPem(open)).key).toContain('BEGIN PRIVATE KEY')
})

it('shows no key when it is logged', async () => {
  expect(inspect(await toPem(await store(keyEntry('me', me))))).toContain("key: '[hidden]'")
})
