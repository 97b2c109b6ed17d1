import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect } from 'vitest'
import type { Keystore } from '../../src/index.ts'

/** Each key opens as PKCS#8 and is that of its leaf. */
export function expectMatchingKeys({ entries }: Keystore): void {
  for (const entry of entries) {
    if (entry.kind !== 'private-key') continue
    const key = Buffer.from(entry.privateKey)
    const leaf = new X509Certificate(entry.chain[0] ?? '')
    const object = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
    expect(leaf.checkPrivateKey(object), entry.alias).toBe(true)
  }
}

/** Sorts entries for comparing: listings come in the order of a hash table. */
export function byAlias(
  one: { readonly alias: string },
  other: { readonly alias: string },
): number {
  return one.alias < other.alias ? -1 : 1
}
