import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readKeystore, type WritableEntry, writeJks } from '../src/index.ts'
import { keyEntry, plain, trustedEntry } from './support/entries.ts'
import { mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'

const root = mint('Root')
const leaf = mint('demo__meb10000', { issuer: root })

describe('writeJks', () => {
  it('comes back through readKeystore as it was', async () => {
    const entries = [keyEntry('me', leaf, root), trustedEntry('root', root)]
    const store = await readKeystore(writeJks(entries, { password: 'secret' }), {
      password: 'secret',
    })
    expect(store.format).toBe('JKS')
    expect(store.warnings).toEqual([])
    expect(plain(store)).toEqual(plain({ entries }))
  })

  it('keeps any alias, lower-cased as Java looks it up', async () => {
    const odd = ['__proto__', 'nul\0l', '\ud800', '\udc00x', '🔑', '', 'ß', '../x\n', 'constructor']
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'binary', maxLength: 30 })),
          { maxLength: 8, selector: (alias) => alias.toLowerCase() },
        ),
        async (aliases) => {
          const entries = aliases.map((alias) => trustedEntry(alias, root))
          const { entries: read } = await readKeystore(writeJks(entries, { password: '' }), {
            password: '',
          })
          expect(read.map(({ alias }) => alias)).toEqual(
            aliases.map((alias) => alias.toLowerCase()),
          )
        },
      ),
    )
  })

  it('keeps lone surrogates, which UTF-8 cannot carry', async () => {
    const entries = [trustedEntry('\ud83d lone', root)]
    const { entries: read } = await readKeystore(writeJks(entries, { password: 'p' }), {
      password: 'p',
    })
    expect(read[0]?.alias).toBe('\ud83d lone')
  })

  it('separates the key password from the store password', async () => {
    const bytes = writeJks([keyEntry('me', leaf)], { password: 'store', keyPassword: 'key' })
    await expect(
      readKeystore(bytes, { password: 'store', keyPassword: 'key' }),
    ).resolves.toMatchObject({ format: 'JKS' })
    for (const wrong of [{}, { keyPassword: '' }]) {
      const { entries } = await readKeystore(bytes, { password: 'store', ...wrong })
      expect(entries).toMatchObject([
        { kind: 'unreadable-key', error: { code: 'ERR_CERTS_BAD_KEY_PASSWORD' } },
      ])
    }
  })

  it.each<[string, WritableEntry[], RegExp]>([
    [
      'two aliases that differ by case',
      [trustedEntry('A', root), trustedEntry('a', root)],
      /twice/,
    ],
    ['a key without certificate', [{ ...keyEntry('a', leaf), chain: [] }], /no certificate/],
    [
      'a key that is not DER',
      [{ ...keyEntry('a', leaf), privateKey: new Uint8Array(3) }],
      /PKCS#8/,
    ],
    ['a certificate as PEM', [{ ...keyEntry('a', leaf), chain: [Buffer.from('---')] }], /X\.509/],
    ['an alias beyond 65535 bytes', [trustedEntry('a'.repeat(70_000), root)], /65535/],
    [
      'an invalid date',
      [{ ...trustedEntry('a', root), createdAt: new Date(Number.NaN) }],
      /not a date/,
    ],
  ])('refuses %s', async (_, entries, because) => {
    const error = await refusal(
      () => writeJks(entries, { password: 'p' }),
      'ERR_CERTS_BAD_ARGUMENT',
    )
    expect(error.because).toMatch(because)
  })

  it('writes dates before 1970 and to the millisecond', async () => {
    const createdAt = new Date(-1)
    const bytes = writeJks([{ ...trustedEntry('a', root), createdAt }], { password: 'p' })
    expect((await readKeystore(bytes, { password: 'p' })).entries[0]?.createdAt).toEqual(createdAt)
  })
})
