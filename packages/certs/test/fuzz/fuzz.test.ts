import { beforeAll, describe, expect, it } from 'vitest'
import { childrenOf, type DerNode, parseDer } from '../../src/der/parse-der.ts'
import { CertsError, inspectKeystore, loadHopsworksStores, readKeystore } from '../../src/index.ts'
import { toleratesOnlyCertsErrors } from '../support/refusals.ts'
import { mutated } from './mutate.ts'
import { randomFrom } from './random.ts'
import { makeSeeds, PASSWORD, resealed } from './seeds.ts'
import { watch } from './watch.ts'

/** In each run; `pnpm --filter @hops-kafka/certs fuzz` tries a hundred times as many. */
const INPUTS = Number(process.env['HOPS_KAFKA_FUZZ_INPUTS'] ?? 1000)
const SEED = Number(process.env['HOPS_KAFKA_FUZZ_SEED'] ?? Date.now() % 1_000_000)
const LONG_MS = 60_000 + INPUTS * 60

/** Rounds of key derivation that an input may ask for, and what they cost at most. */
const MAX_ITERATIONS = 50_000
const MAX_CPU_MS = 1000
const MAX_BLOCKED_MS = 50

let seeds: Awaited<ReturnType<typeof makeSeeds>>
beforeAll(async () => {
  seeds = await makeSeeds()
})

async function read(bytes: Uint8Array): Promise<void> {
  const options = { password: PASSWORD, maxIterations: MAX_ITERATIONS }
  const error = await toleratesOnlyCertsErrors(() => readKeystore(bytes, options))
  if (error) expect(error.message).not.toContain(PASSWORD)
}

/** Tries so many inputs; a failure names the seed that repeats it. */
async function tryAll(
  make: (nth: number) => Uint8Array,
  work: (bytes: Uint8Array) => Promise<void>,
) {
  let worst = 0
  for (let nth = 0; nth < INPUTS; nth++) {
    const bytes = make(nth)
    try {
      const { blockedMs, cpuMs } = await watch(() => work(bytes))
      worst = Math.max(worst, blockedMs)
      expect(cpuMs, 'CPU time').toBeLessThan(MAX_CPU_MS)
      expect(blockedMs, 'the event loop waited').toBeLessThan(MAX_BLOCKED_MS)
    } catch (error) {
      const input = Buffer.from(bytes).toString('base64')
      throw new Error(`input ${nth} of seed ${SEED}: ${input}`, { cause: error })
    }
  }
  return worst
}

describe(`${INPUTS} mutated inputs of seed ${SEED}`, () => {
  it.each(['jks', 'jceks', 'pkcs12'] as const)(
    'are read as %s or refused, in time',
    async (format) => {
      const random = randomFrom(SEED)
      await tryAll((nth) => {
        const bytes = mutated(random.pick<Uint8Array>(seeds[format]), random)
        return format !== 'pkcs12' && nth % 2 === 0 ? resealed(bytes) : bytes
      }, read)
    },
    LONG_MS,
  )

  it(
    'are inspected or refused, in time',
    async () => {
      const random = randomFrom(SEED + 1)
      const all = Object.values(seeds).flat()
      await tryAll(
        (nth) => {
          const bytes = mutated(random.pick<Uint8Array>(all), random)
          return nth % 2 === 0 ? resealed(bytes) : bytes
        },
        async (bytes) => {
          const options = { password: PASSWORD, maxIterations: MAX_ITERATIONS }
          await toleratesOnlyCertsErrors(() => inspectKeystore(bytes, options))
        },
      )
    },
    LONG_MS,
  )

  it(
    'are taken for the stores of a project or refused, in time',
    async () => {
      const random = randomFrom(SEED + 3)
      const [store = new Uint8Array()] = seeds.jks
      await tryAll(
        () => resealed(mutated(store, random)),
        async (bytes) => {
          const stores = { keyStore: { bytes }, trustStore: { bytes }, password: PASSWORD }
          await toleratesOnlyCertsErrors(() => loadHopsworksStores(stores))
        },
      )
    },
    LONG_MS,
  )

  it(
    'are walked as DER or refused, in time',
    async () => {
      const random = randomFrom(SEED + 2)
      await tryAll(
        () => mutated(random.pick<Uint8Array>(seeds.pkcs12), random),
        async (bytes) => {
          const error = await toleratesOnlyCertsErrors(() => walk(parseDer(bytes, 'the input')))
          if (error) expect(['ERR_CERTS_MALFORMED', 'ERR_CERTS_TRUNCATED']).toContain(error.code)
        },
      )
    },
    LONG_MS,
  )
})

it('opens every seed as it is', async () => {
  for (const bytes of Object.values(seeds).flat()) {
    const { entries } = await readKeystore(bytes, {
      password: bytes === seeds.pkcs12.at(-1) ? '1234' : PASSWORD,
    })
    expect(entries.some(({ kind }) => kind === 'private-key')).toBe(true)
    for (const entry of entries) {
      if (entry.kind === 'unreadable-key') expect(entry.error).toBeInstanceOf(CertsError)
    }
  }
})

/** Opens every constructed value, as deep as it goes. */
function walk(node: DerNode): void {
  if ((node.tag & 0x20) !== 0) for (const child of childrenOf(node, node.tag, 'a part')) walk(child)
}
