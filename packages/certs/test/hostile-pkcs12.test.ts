import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { encodeDer, encodeInteger } from '../src/der/encode-der.ts'
import { childrenOf, parseDer } from '../src/der/parse-der.ts'
import { TAG } from '../src/der/tags.ts'
import { readKeystore } from '../src/index.ts'
import { generateKey } from './support/keytool-store.ts'
import { toleratesOnlyCertsErrors } from './support/refusals.ts'
import { describeWithKeytool, temporaryFolder } from './support/tools.ts'

const PASSWORD = 'secret-1'
const ONE_ROUND = ['certPbe', 'keyPbe', 'mac'].map(
  (use) => `-J-Dkeystore.pkcs12.${use}IterationCount=1`,
)
const LONG_MS = 120_000

function read(bytes: Uint8Array) {
  return toleratesOnlyCertsErrors(() => readKeystore(bytes, { password: PASSWORD }))
}

describeWithKeytool('readKeystore on hostile PKCS#12', (keytool) => {
  const folder = temporaryFolder()
  let store: Buffer = Buffer.alloc(0)
  let unguarded: Buffer = Buffer.alloc(0)

  function generate(name: string, ...flags: string[]): Buffer {
    const file = join(folder, name)
    generateKey({ keytool, file, password: PASSWORD }, 'k', '-keyalg', 'EC', ...flags)
    return readFileSync(file)
  }

  beforeAll(() => {
    store = generate('guarded.p12', ...ONE_ROUND)
    const none = ['certProtection', 'mac'].map((use) => `-J-Dkeystore.pkcs12.${use}Algorithm=NONE`)
    unguarded = generate('unguarded.p12', ...ONE_ROUND, ...none)
  }, LONG_MS)

  it('is read when nobody touched it', async () => {
    expect(await read(store)).toBeUndefined()
    expect(await read(unguarded)).toBeUndefined()
  })

  it('refuses the file cut at every byte', async () => {
    for (let length = 0; length < store.length; length++) {
      expect(await read(store.subarray(0, length)), `cut at ${length}`).toBeDefined()
    }
  })

  it(
    'survives any flipped byte, with and without a MAC in front',
    async () => {
      for (const original of [store, unguarded]) {
        for (let at = 0; at < original.length; at++) {
          for (const mask of [0x01, 0xff]) {
            const flipped = Buffer.from(original)
            flipped[at] = (flipped[at] ?? 0) ^ mask
            await read(flipped)
          }
        }
      }
    },
    LONG_MS,
  )

  it(
    'survives any four bytes read as a huge length',
    async () => {
      for (let at = 0; at + 5 <= unguarded.length; at++) {
        for (const value of [0, 1, 0x7fff_ffff, 0xffff_ffff]) {
          const forged = Buffer.from(unguarded)
          forged[at] = 0x84
          forged.writeUInt32BE(value, at + 1)
          await read(forged)
        }
      }
    },
    LONG_MS,
  )

  it.each([0, 10_000_001, 0x7fff_ffff])('refuses %i iterations before any work', async (rounds) => {
    const started = performance.now()
    expect((await read(withMacIterations(store, rounds)))?.code).toBe('ERR_CERTS_TOO_COSTLY')
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

function withMacIterations(bytes: Uint8Array, rounds: number): Uint8Array {
  const [version, content, mac] = childrenOf(parseDer(bytes, ''), TAG.sequence, '')
  const [info, salt] = mac ? childrenOf(mac, TAG.sequence, '') : []
  const parts = [version, content].map((node) => node?.encoded ?? expect.fail('no such part'))
  const macParts = [info, salt].map((node) => node?.encoded ?? expect.fail('no MAC'))
  const forged = encodeDer(TAG.sequence, ...macParts, encodeInteger(rounds))
  return encodeDer(TAG.sequence, ...parts, forged)
}
