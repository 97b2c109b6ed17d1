import jks from 'jks-js'
import { type Contender, synchronous } from '../runner.ts'
import { PASSWORD, type StorePair } from '../store-pairs.ts'

/** jks-js: both stores to PEM. It checks nothing, and of a chain in PKCS#12 it gives the leaf alone. */
export function jksJs({ keyStore, trustStore }: StorePair, operations: number): Contender {
  return synchronous('jks-js', operations, (count) => {
    for (let done = 0; done < count; done++) {
      const { user } = jks.toPem(keyStore, PASSWORD)
      const { root } = jks.toPem(trustStore, PASSWORD)
      if (!user?.key || !root?.ca) throw new Error('jks-js found no key or no root')
    }
  })
}
