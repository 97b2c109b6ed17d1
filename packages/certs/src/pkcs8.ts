import { createPrivateKey, type KeyObject } from 'node:crypto'
import { isSequence } from './der/der-values.ts'
import { childrenOf, parseDer } from './der/parse-der.ts'
import { TAG } from './der/tags.ts'

/** Whether it looks like `PrivateKeyInfo`: PKCS#1 and SEC 1 keys have no algorithm in second place. */
export function isPkcs8(der: Uint8Array): boolean {
  if (!isSequence(der)) return false
  try {
    const [version, algorithm] = childrenOf(parseDer(der, ''), TAG.sequence, '')
    return version?.tag === TAG.integer && algorithm?.tag === TAG.sequence
  } catch {
    return false
  }
}

/** The key, or undefined where Node cannot use its kind. Keystores may hold such ones untouched. */
export function parsePrivateKey(pkcs8: Uint8Array): KeyObject | undefined {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  } catch {
    return undefined
  }
}
