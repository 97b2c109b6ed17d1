import { describe, expect, test } from 'vitest'
import { type CompatibilityLevel, checkCompatibility, RegistryError } from '../../src/index.ts'

const record = (...fields: readonly string[]) =>
  `{"type":"record","name":"r","fields":[${fields.join(',')}]}`
const field = (name: string, type: string, more = '') => `{"name":"${name}","type":${type}${more}}`

const A = record(field('a', '"int"'))
const AB = record(field('a', '"int"'), field('b', '"int"'))
const AB_DEFAULT = record(field('a', '"int"'), field('b', '"int"', ',"default":0'))

describe('reasons, with their place', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['a field without a default', AB, A, ['r.b: the field is missing in what was written']],
    ['a field with a default', AB_DEFAULT, A, []],
    ['a field that goes', A, AB, []],
    ['a narrower number', '"int"', '"long"', ['int: long cannot be read as int']],
    ['a wider number', '"double"', '"long"', []],
    ['text as bytes', '"bytes"', '"string"', []],
    [
      'a type in an array in a field',
      record(field('a', '{"type":"array","items":"int"}')),
      record(field('a', '{"type":"array","items":"string"}')),
      ['r.a[]: string cannot be read as int'],
    ],
    [
      'a type in a map',
      '{"type":"map","values":"int"}',
      '{"type":"map","values":"string"}',
      ['map{}: string cannot be read as int'],
    ],
    [
      'symbols',
      '{"type":"enum","name":"e","symbols":["A"]}',
      '{"type":"enum","name":"e","symbols":["A","B","C"]}',
      ['e: the enum lacks B, C, and has no default'],
    ],
    [
      'symbols with a default',
      '{"type":"enum","name":"e","symbols":["A"],"default":"A"}',
      '{"type":"enum","name":"e","symbols":["A","B"]}',
      [],
    ],
    [
      'a size',
      '{"type":"fixed","name":"f","size":3}',
      '{"type":"fixed","name":"f","size":4}',
      ['f: 4 bytes cannot be read as 3'],
    ],
    [
      'a branch that is missing',
      '["null","int"]',
      '["null","string"]',
      ['union: no branch of the union takes string'],
    ],
    ['a union that grows', '["null","int","string"]', '["int","null"]', []],
    ['a union read as one', '"int"', '["int","null"]', ['int: null cannot be read as int']],
    ['a namesake in a union', `["null",${AB}]`, A, ['union.b: the field is missing']],
    [
      'a name',
      record().replace('"r"', '"s"'),
      record(),
      ['s: it was written as r, which is neither'],
    ],
    ['an alias', '{"type":"record","name":"s","aliases":["r"],"fields":[]}', record(), []],
    ['a namespace', '{"type":"record","name":"n.r","fields":[]}', record(), []],
    ['a field’s alias', record(field('z', '"int"', ',"aliases":["a"]')), A, []],
    ['itself inside', record(field('n', '["null","r"]')), record(field('n', '["null","r"]')), []],
    [
      'two at once',
      record(field('a', '"string"'), field('c', '"int"')),
      A,
      ['r.a: int cannot be read as string', 'r.c: the field is missing'],
    ],
  ])('%s', (_, schema, earlier, reasons) => {
    const found = checkCompatibility(schema, [earlier], 'BACKWARD')
    const told = found.map(({ path, because }) => `${path}: ${because}`)
    expect(told).toHaveLength(reasons.length)
    for (const [index, reason] of reasons.entries()) expect(told[index]).toContain(reason)
    const forward = checkCompatibility(earlier, [schema], 'FORWARD')
    expect(forward.map(({ path, because }) => `${path}: ${because}`)).toEqual(told)
  })
})

describe('levels', () => {
  // The first version lacks `b`, the second has it with a default, the new one without.
  test.each<[CompatibilityLevel, readonly string[]]>([
    ['NONE', []],
    ['BACKWARD', []],
    ['BACKWARD_TRANSITIVE', ['backward 0']],
    ['FORWARD', []],
    ['FORWARD_TRANSITIVE', []],
    ['FULL', []],
    ['FULL_TRANSITIVE', ['backward 0']],
  ])('%s', (level, expected) => {
    const found = checkCompatibility(AB, [A, AB_DEFAULT], level)
    expect(found.map(({ direction, earlier }) => `${direction} ${earlier}`)).toEqual(expected)
  })

  test('nothing earlier, nothing to compare', () => {
    expect(checkCompatibility(A, [], 'FULL_TRANSITIVE')).toEqual([])
  })

  test('one that is none is refused', () => {
    expect(() => checkCompatibility(A, [], 'full' as never)).toThrow(RegistryError)
  })

  test.each([
    ['{"type":"record","name":"r","fields":[{"name":"a"}]}', [], 'the new schema'],
    ['"int"', ['"in"'], 'earlier schema 0'],
  ])('%s after %j is refused with its place', (schema, earlier, what) => {
    expect(() => checkCompatibility(schema, earlier, 'FULL')).toThrow(
      expect.objectContaining({ code: 'ERR_REGISTRY_INVALID_SCHEMA', what }),
    )
  })
})
