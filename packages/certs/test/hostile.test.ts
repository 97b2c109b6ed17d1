import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { readKeystore, writePkcs12 } from '../src/index.ts'
import { makeSeeds, PASSWORD, resealed } from './fuzz/seeds.ts'
import { keyEntry } from './support/entries.ts'
import { mint } from './support/mint.ts'
import { refusal, toleratesOnlyCertsErrors } from './support/refusals.ts'

const LONG_MS = 60_000

let seeds: Awaited<ReturnType<typeof makeSeeds>>
beforeAll(async () => {
  seeds = await makeSeeds()
})

/** What a hostile count of iterations may cost here. */
const LIMIT = { password: PASSWORD, maxIterations: 10_000 }

function read(bytes: Uint8Array) {
  return toleratesOnlyCertsErrors(() => readKeystore(bytes, LIMIT))
}

describe.each(['jks', 'jceks'] as const)('readKeystore on hostile %s', (format) => {
  const store = () => seeds[format][0] ?? expect.fail('no seed')

  it('refuses the file cut at every byte', async () => {
    for (let length = 0; length < store().length; length++) {
      expect(await read(store().subarray(0, length)), `cut at ${length}`).toBeDefined()
    }
  })

  it(
    'refuses the file with any byte flipped, and survives it signed anew',
    async () => {
      for (let at = 0; at < store().length; at++) {
        for (const mask of [0x01, 0xff]) {
          const flipped = Uint8Array.from(store())
          flipped[at] = (flipped[at] ?? 0) ^ mask
          expect(await read(flipped), `byte ${at} xor ${mask}`).toBeDefined()
          await read(resealed(flipped))
        }
      }
    },
    LONG_MS,
  )

  it(
    'takes no length or count at its word, wherever it stands',
    async () => {
      for (let at = 4; at + 4 <= store().length; at++) {
        for (const value of [0, 1, 0x7fff_ffff, 0xffff_ffff]) {
          const forged = Buffer.from(store())
          forged.writeUInt32BE(value, at)
          const refused = await read(forged)
          if (!forged.equals(store())) expect(refused, `${value} at ${at}`).toBeDefined()
          await read(resealed(forged))
        }
      }
    },
    LONG_MS,
  )
})

describe('readKeystore on hostile files', () => {
  it('survives random bytes behind every magic number', async () => {
    const heads = [
      'feedfeed00000002',
      'feedfeed0000000100000001',
      'cececece00000002000000010000000300000000000000000000aced0005',
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

  it('adds up the rounds of all keys, none of which asks for too many', async () => {
    const entries = ['a', 'b', 'c', 'd', 'e', 'f'].map((alias) => keyEntry(alias, mint(alias)))
    const bytes = await writePkcs12(entries, { password: PASSWORD, iterations: 2000 })
    const read = (maxIterations: number) =>
      readKeystore(bytes, { password: PASSWORD, maxIterations })
    expect((await read(16_000)).entries).toHaveLength(6)
    await refusal(() => read(15_999), 'ERR_CERTS_TOO_COSTLY')
  })

  it.each([0, -1, 1.5, Number.NaN])('takes no limit of %d', async (maxIterations) => {
    const options = { password: PASSWORD, maxIterations }
    const read = () => readKeystore(seeds.jks[0] ?? expect.fail('no seed'), options)
    await refusal(read, 'ERR_CERTS_BAD_ARGUMENT')
  })
})
