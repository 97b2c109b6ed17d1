import { loadHopsworksStores, readKeystore, toPem } from '@hops-kafka/certs'
import { coldStartOf } from '../cold-start.ts'
import { jksJs } from '../peers/jks-js.ts'
import { keystoreRecipe, whyNoRecipe } from '../peers/keystore-recipe.ts'
import { nodeForge } from '../peers/node-forge.ts'
import type { Arena, Bench, Comparison, Contender, Peer } from '../runner.ts'
import { makeStorePairs, PASSWORD, type StorePair, type StorePairs } from '../store-pairs.ts'

const RECIPE_GOAL = 10
/** Not slower than anybody, on any format that they can read. */
const PEER_GOAL = 1

/** Operations of a round: about a tenth of a second in this process. */
const OPERATIONS = { jks: 200, pkcs12: 5, legacy: 1 } as const

/**
 * A key store and a trust store into PEM: checked against the recipe, unchecked against packages that check
 * nothing. What the checks cost beside these is reported too, without a goal.
 */
export const certs: Bench = {
  about: 'a key store (RSA 2048) and a trust store into PEM',
  async setUp(): Promise<Arena> {
    const missing = await whyNoRecipe()
    if (missing !== undefined) {
      const close = async () => {}
      return { comparisons: [], notes: [`left out: everything, since ${missing}`], close }
    }
    const stores = await makeStorePairs()
    return {
      comparisons: comparisonsOf(stores),
      notes: [coldStartOf(stores.pairs.jks, stores.folder)],
      close: stores.close,
    }
  },
}

function comparisonsOf({ pairs }: StorePairs): Comparison[] {
  const { jks, pkcs12 } = pairs
  const recipe = (pair: StorePair): Peer => ({ ...keystoreRecipe(pair), goal: RECIPE_GOAL })
  const against = (format: keyof typeof OPERATIONS, ...peers: (typeof jksJs)[]) => ({
    ours: unchecked(pairs[format], OPERATIONS[format]),
    peers: peers.map((peer) => ({ ...peer(pairs[format], OPERATIONS[format]), goal: PEER_GOAL })),
  })
  return [
    {
      title: 'JKS, checked',
      ours: checked(jks, OPERATIONS.jks),
      peers: [recipe(jks), jksJs(jks, OPERATIONS.jks)],
    },
    {
      title: 'PKCS#12, checked',
      ours: checked(pkcs12, OPERATIONS.pkcs12),
      peers: [recipe(pkcs12), jksJs(pkcs12, OPERATIONS.pkcs12)],
    },
    { title: 'JKS', ...against('jks', jksJs) },
    { title: 'PKCS#12', ...against('pkcs12', jksJs, nodeForge) },
    { title: 'PKCS#12 of JDK 8', ...against('legacy', jksJs, nodeForge) },
  ]
}

/** What a Kafka client does: key, certificate and chain are proved to belong together. */
function checked({ keyStore, trustStore }: StorePair, operations: number): Contender {
  return asynchronous(operations, () =>
    loadHopsworksStores({
      keyStore: { bytes: keyStore },
      trustStore: { bytes: trustStore },
      password: PASSWORD,
    }),
  )
}

/** What the other packages do: both stores are opened and written as PEM. */
function unchecked({ keyStore, trustStore }: StorePair, operations: number): Contender {
  return asynchronous(operations, async () => {
    await toPem(await readKeystore(keyStore, { password: PASSWORD }))
    await toPem(await readKeystore(trustStore, { password: PASSWORD }))
  })
}

function asynchronous(operations: number, work: () => Promise<unknown>): Contender {
  return {
    name: 'certs',
    operations,
    async run(count) {
      for (let done = 0; done < count; done++) await work()
      return undefined
    },
  }
}
