import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readKeystore, writeJks } from '../src/index.ts'
import { keyEntry, trustedEntry } from './support/entries.ts'
import { mint } from './support/mint.ts'
import { toleratesOnlyCertsErrors } from './support/refusals.ts'

const PASSWORD = 'secret'
const root = mint('R')
const store = writeJks(
  [keyEntry('k', mint('L', { issuer: root }), root), trustedEntry('r', root)],
  {
    password: PASSWORD,
  },
)

function read(bytes: Uint8Array) {
  return toleratesOnlyCertsErrors(() => readKeystore(bytes, { password: PASSWORD }))
}

describe('readKeystore on hostile JKS', () => {
  it('refuses the file cut at every byte', async () => {
    for (let length = 0; length < store.length; length++) {
      expect(await read(store.subarray(0, length)), `cut at ${length}`).toBeDefined()
    }
  })

  it('refuses the file with any byte flipped', async () => {
    for (let at = 0; at < store.length; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const flipped = Uint8Array.from(store)
        flipped[at] = (flipped[at] ?? 0) ^ mask
        expect(await read(flipped), `byte ${at} xor ${mask}`).toBeDefined()
      }
    }
  })

  it('takes no length or count at its word, wherever it stands', async () => {
    for (let at = 4; at + 4 <= store.length; at++) {
      for (const value of [0, 1, 0x7fff_ffff, 0xffff_ffff]) {
        const forged = Buffer.from(store)
        forged.writeUInt32BE(value, at)
        const refused = await read(forged)
        if (!forged.equals(store)) expect(refused, `${value} at ${at}`).toBeDefined()
      }
    }
  })

  it('survives random bytes behind every magic number', async () => {
    const heads = [
      'feedfeed00000002',
      'feedfeed0000000100000001',
      'cececece',
      '308202',
      '3080020103',
      '',
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...heads),
        fc.uint8Array({ maxLength: 400 }),
        async (head, tail) => {
          expect(await read(Buffer.concat([Buffer.from(head, 'hex'), tail]))).toBeDefined()
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('refuses what is larger than any keystore before looking at it', async () => {
    const error = await read(new Uint8Array(16 * 1024 * 1024 + 1))
    expect(error?.code).toBe('ERR_CERTS_TOO_LARGE')
  })
})
