import { describe, expect, it } from 'vitest'
import { CertsError, readKeystore } from '../../src/index.ts'
import { runTarget } from './run-target.ts'
import { makeSeeds, PASSWORD } from './seeds.ts'
import { fuzzTargets } from './targets.ts'

/** In each run; `pnpm --filter @hops-kafka/certs fuzz` tries a hundred times as many, and bounds memory too. */
const INPUTS = 1000
const SEED = Number(process.env['HOPS_KAFKA_FUZZ_SEED'] ?? Date.now() % 1_000_000)
const LONG_MS = 120_000

describe(`${INPUTS} mutated inputs of seed ${SEED}`, async () => {
  it.each(Object.entries(await fuzzTargets()))(
    'are taken by %s or refused, in time',
    async (_, target) => {
      const { inputs, read, refused } = await runTarget(target, { inputs: INPUTS, seed: SEED })
      const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0)
      expect(read + refusals).toBe(inputs)
    },
    LONG_MS,
  )
})

it('opens every seed as it is', async () => {
  const { jks, jceks, pkcs12 } = await makeSeeds()
  for (const bytes of [...jks, ...jceks, ...pkcs12]) {
    const { entries } = await readKeystore(bytes, {
      password: bytes === pkcs12.at(-1) ? '1234' : PASSWORD,
    })
    expect(entries.some(({ kind }) => kind === 'private-key')).toBe(true)
    for (const entry of entries) {
      if (entry.kind === 'unreadable-key') expect(entry.error).toBeInstanceOf(CertsError)
    }
  }
})
