import { ByteReader } from '../../src/byte-reader.ts'
import { childrenOf, type DerNode, parseDer } from '../../src/der/parse-der.ts'
import { inspectKeystore, loadHopsworksStores, readKeystore } from '../../src/index.ts'
import { skipSerializedObject } from '../../src/jks/skip-serialized-object.ts'
import { mutated } from './mutate.ts'
import type { Random } from './random.ts'
import { makeSeeds, PASSWORD, resealed } from './seeds.ts'

/** Rounds of key derivation that an input may ask for. */
const MAX_ITERATIONS = 20_000
const OPTIONS = { password: PASSWORD, maxIterations: MAX_ITERATIONS }

/** Something that is given hostile bytes. */
export interface FuzzTarget {
  /** The n-th input. */
  make(random: Random, nth: number): Uint8Array
  /** Reads it, or refuses it by a `CertsError`. */
  work(bytes: Uint8Array): unknown
}

/** Every parser of the package, and each function that puts them together, by name. */
export async function fuzzTargets(): Promise<Readonly<Record<string, FuzzTarget>>> {
  const { jks, jceks, pkcs12, javaObjects, strangers } = await makeSeeds()
  const oneOf = (seeds: readonly Uint8Array[]) => (random: Random) =>
    mutated(random.pick(seeds), random)
  /** Every other one with a digest that fits, so that what is behind it is read. */
  const halfResealed = (seeds: readonly Uint8Array[]) => (random: Random, nth: number) => {
    const bytes = oneOf(seeds)(random)
    return nth % 2 === 0 ? resealed(bytes) : bytes
  }
  const read = (bytes: Uint8Array) => readKeystore(bytes, OPTIONS)
  return {
    JKS: { make: halfResealed(jks), work: read },
    JCEKS: { make: halfResealed(jceks), work: read },
    'PKCS#12': { make: oneOf(pkcs12), work: read },
    'what is no keystore': { make: oneOf(strangers), work: read },
    'Java objects': {
      make: oneOf(javaObjects),
      work: (bytes) => skipSerializedObject(new ByteReader(bytes, 'the input'), 'the input'),
    },
    DER: { make: oneOf(pkcs12), work: (bytes) => walk(parseDer(bytes, 'the input')) },
    inspectKeystore: {
      make: halfResealed([...jks, ...jceks, ...pkcs12]),
      work: (bytes) => inspectKeystore(bytes, OPTIONS),
    },
    loadHopsworksStores: {
      make: (random) => resealed(oneOf(jks)(random)),
      work: (bytes) =>
        loadHopsworksStores({ keyStore: { bytes }, trustStore: { bytes }, password: PASSWORD }),
    },
  }
}

/** Opens every constructed value, as deep as it goes. */
function walk(node: DerNode): void {
  if ((node.tag & 0x20) !== 0) for (const child of childrenOf(node, node.tag, 'a part')) walk(child)
}
