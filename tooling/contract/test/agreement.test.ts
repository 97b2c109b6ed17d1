import { checkCompatibility } from '@hops-kafka/registry'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mintPair } from '../src/mint-pair.ts'
import type { Target } from '../src/target.ts'
import { startMockTarget } from '../src/targets/mock.ts'
import { whatIsMissing } from '../src/what-is-missing.ts'

const noOpenssl = whatIsMissing(['openssl', 'version'])

const primitives = fc.constantFrom('null', 'int', 'long', 'float', 'double', 'bytes', 'string')
const defaults: Readonly<Record<string, unknown>> = { int: 1, long: 2, string: 'x', null: null }

/** A type whose names, if it has any, are those of its field: defined once in a record. */
const typeOf = (field: string) =>
  fc.oneof(
    primitives,
    primitives.map((items) => ({ type: 'array', items })),
    primitives.map((values) => ({ type: 'map', values })),
    fc.uniqueArray(primitives, { minLength: 1, maxLength: 4 }),
    fc
      .record({ symbols: fc.subarray(['A', 'B', 'C'], { minLength: 1 }), open: fc.boolean() })
      .map(({ symbols, open }) => ({
        type: 'enum',
        name: `e_${field}`,
        symbols,
        ...(open ? { default: symbols[0] } : {}),
      })),
    fc.constantFrom(1, 2).map((size) => ({ type: 'fixed', name: `f_${field}`, size })),
  )

const fieldOf = (name: string) =>
  fc.record({ type: typeOf(name), filled: fc.boolean(), aliased: fc.boolean() }).map((field) => ({
    name,
    type: field.type,
    ...(field.filled && typeof field.type === 'string' && field.type in defaults
      ? { default: defaults[field.type] }
      : {}),
    ...(field.aliased ? { aliases: ['z'] } : {}),
  }))

const schemas = fc
  .subarray(['a', 'b', 'c', 'z'])
  .chain((names) => fc.tuple(...names.map(fieldOf)))
  .map((fields) => JSON.stringify({ type: 'record', name: 'r', fields }))

// The two were written apart, from the specification here and after Java's classes there.
describe.skipIf(noOpenssl !== '')(`the client's check and the mock's${noOpenssl}`, () => {
  let target: Target
  beforeAll(async () => {
    target = await startMockTarget('5.x', mintPair())
  })
  afterAll(() => target?.[Symbol.asyncDispose]())

  it('agree on what may follow', async () => {
    const { registry } = target
    const verdicts = new Set<boolean>()
    let nth = 0
    const property = fc.asyncProperty(schemas, schemas, async (old, next) => {
      const subject = `s${nth++}`
      await registry.register(subject, old, { anyName: true })
      const server = await registry.isCompatible(subject, next)
      expect(checkCompatibility(next, [old], 'BACKWARD').length === 0).toBe(server)
      verdicts.add(server)
    })
    await fc.assert(property, { numRuns: 400 })
    expect(verdicts).toEqual(new Set([true, false]))
  })
})
