import { expect, test } from 'vitest'
import { registry } from '../src/benches/registry.ts'
import { verdictOf } from '../src/report.ts'
import { compare } from '../src/runner.ts'

test('every contender does its work, and every ratio has a goal', async () => {
  const arena = await registry.setUp()
  try {
    const effort = { rounds: 1, warmUpRounds: 0, scale: 0.02 }
    const outcomes = []
    for (const comparison of arena.comparisons) outcomes.push(await compare(comparison, effort))
    const { ratios, goals } = verdictOf('registry', outcomes)
    expect(Object.keys(ratios)).toEqual(Object.keys(goals))
    expect(Object.keys(goals)).toEqual([
      '@kafkajs/confluent-schema-registry warm id',
      'bare undici cold id',
    ])
    expect(Object.values(ratios).every((ratio) => ratio > 0)).toBe(true)
  } finally {
    await arena.close()
  }
})
