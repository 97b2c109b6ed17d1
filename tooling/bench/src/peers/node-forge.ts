import { createRequire } from 'node:module'
import { type Contender, synchronous } from '../runner.ts'
import { PASSWORD, type StorePair } from '../store-pairs.ts'

/** As much of node-forge, which has no types, as is used here. */
interface Forge {
  readonly asn1: { fromDer(bytes: string): unknown }
  readonly pki: {
    readonly oids: Readonly<Record<string, string>>
    privateKeyToPem(key: unknown): string
    certificateToPem(certificate: unknown): string
  }
  readonly pkcs12: {
    pkcs12FromAsn1(
      asn1: unknown,
      password: string,
    ): {
      getBags(by: { bagType: string }): Readonly<Record<string, Bag[] | undefined>>
    }
  }
}

interface Bag {
  readonly key?: unknown
  readonly cert?: unknown
}

// By require: as a module it loads its code all the same, and has no types either way.
const forge = createRequire(import.meta.url)('node-forge') as Forge

/** node-forge: both stores, PKCS#12 alone, to PEM. It checks nothing, and builds no chain. */
export function nodeForge({ keyStore, trustStore }: StorePair, operations: number): Contender {
  return synchronous('node-forge', operations, (count) => {
    for (let done = 0; done < count; done++) {
      const [key] = bagsOf(keyStore, 'pkcs8ShroudedKeyBag')
      const [root] = bagsOf(trustStore, 'certBag')
      forge.pki.privateKeyToPem(key?.key)
      forge.pki.certificateToPem(root?.cert)
    }
  })
}

function bagsOf(store: Buffer, type: string): Bag[] {
  const asn1 = forge.asn1.fromDer(store.toString('binary'))
  const bagType = forge.pki.oids[type] ?? ''
  return forge.pkcs12.pkcs12FromAsn1(asn1, PASSWORD).getBags({ bagType })[bagType] ?? []
}
