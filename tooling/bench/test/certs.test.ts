import { expect, test } from 'vitest'
import { certs } from '../src/benches/certs.ts'
import { verdictOf } from '../src/report.ts'
import { compare } from '../src/runner.ts'

test('every contender converts the stores, and every ratio has a goal', async () => {
  const arena = await certs.setUp()
  try {
    const [reason] = arena.notes
    if (arena.comparisons.length === 0) {
      // Only where the machine has no keytool, which CI has.
      expect(process.env['CI']).not.toBe('true')
      return expect(reason).toMatch(/^left out: everything/)
    }
    const outcomes = []
    for (const comparison of arena.comparisons) {
      outcomes.push(await compare(comparison, { rounds: 1, warmUpRounds: 0, scale: 0.01 }))
    }
    expect(Object.keys(verdictOf('certs', outcomes).goals)).toEqual([
      'keytool + openssl JKS, checked',
      'keytool + openssl PKCS#12, checked',
      'jks-js JKS',
      'jks-js PKCS#12',
      'node-forge PKCS#12',
      'jks-js PKCS#12 of JDK 8',
      'node-forge PKCS#12 of JDK 8',
    ])
    expect(reason).toMatch(/hops-certs/)
  } finally {
    await arena.close()
  }
}, 120_000)
