import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseSchema, SchemaFault } from '../../src/avro/parse-schema.ts'

function faultOf(schema: unknown): string {
  try {
    parseSchema(typeof schema === 'string' ? schema : JSON.stringify(schema))
    return 'none'
  } catch (error) {
    if (!(error instanceof SchemaFault)) throw error
    return `${error.path}: ${error.message}`
  }
}

const record = (...fields: unknown[]) => ({ type: 'record', name: 'r', fields })
const field = (type: unknown, more: object = {}) => ({ name: 'f', type, ...more })

describe('the place of a fault', () => {
  test.each<[unknown, RegExp]>([
    ['{', /^\$: it is not JSON/],
    ['12', /^\$: 12 stands for a type/],
    ['null', /^\$: null stands for a type/],
    [{}, /^\$\.type: nothing stands for a type/],
    [{ type: 'strin' }, /^\$\.type: no type "strin"/],
    [{ type: 'record', fields: [] }, /^\$\.name: a named type needs a name/],
    [{ type: 'record', name: '1r', fields: [] }, /^\$\.name: "1r" is not a name/],
    [{ type: 'record', name: 'int', fields: [] }, /^\$\.name: "int" is a type of Avro's own/],
    [{ type: 'record', name: 'r' }, /^\$\.fields: a record needs/],
    [record('f'), /^\$\.fields\[0\]: a field is an object/],
    [record({ name: 'a-b', type: 'int' }), /^\$\.fields\[0\]\.name: "a-b" is not a name/],
    [record(field('int'), field('int')), /^\$\.fields\[1\]: "f" is there twice/],
    [record(field('strin')), /^\$\.fields\[0\]\.type: no type "strin"/],
    [record(field({ type: 'array' })), /^\$\.fields\[0\]\.type\.items: nothing stands/],
    [record(field({ type: 'map', values: 7 })), /^\$\.fields\[0\]\.type\.values: 7 stands/],
    [record(field('int', { default: 'x' })), /^\$\.fields\[0\]\.default: "x" is no value/],
    [record(field(['null', ['int']])), /^\$\.fields\[0\]\.type\[1\]: a union stands directly/],
    [['int', 'null', 'int'], /^\$\[2\]: the union has int twice/],
    [{ type: 'enum', name: 'e' }, /^\$\.symbols: an enum needs/],
    [{ type: 'enum', name: 'e', symbols: ['A', 'b c'] }, /^\$\.symbols\[1\]: "b c" is not a name/],
    [{ type: 'enum', name: 'e', symbols: ['A', 'A'] }, /^\$\.symbols\[1\]: "A" is there twice/],
    [{ type: 'enum', name: 'e', symbols: ['A'], default: 'B' }, /^\$\.default: "B" is not one/],
    [{ type: 'fixed', name: 'f', size: -1 }, /^\$\.size: -1 is not a number of bytes/],
    [record(field(record())), /^\$\.fields\[0\]\.type\.name: "r" is defined twice/],
  ])('%j', (schema, fault) => {
    expect(faultOf(schema)).toMatch(fault)
  })
})

test.each<[unknown]>([
  ['"int"'],
  [{ type: 'int', logicalType: 'date' }],
  [{ type: { type: 'string' } }],
  [record(field(['null', 'r'], { default: null }), { name: 'g', type: 'int', default: 3 })],
  [{ type: 'record', name: 'a.b.r', fields: [field('a.b.r'), { name: 'g', type: 'r' }] }],
  [record(field('double', { default: 1 }))],
  [record(field({ type: 'map', values: 'int' }, { default: { a: 1 } }))],
  [record(field({ type: 'array', items: 'string' }, { default: ['x'] }))],
  [record(field({ type: 'fixed', name: 'x', size: 2 }, { default: '\u0000\u0001' }))],
  [record(field({ type: 'enum', name: 'x', symbols: ['A'] }, { default: 'A' }))],
  [record(field({ type: 'record', name: 'x', fields: [field('int')] }, { default: { f: 1 } }))],
])('%j is a schema', (schema) => {
  expect(faultOf(schema)).toBe('none')
})

test('any JSON is a schema or has a place at which it is none', () => {
  const words = fc.constantFrom(
    'type',
    'name',
    'fields',
    'items',
    'values',
    'symbols',
    'size',
    'default',
  )
  const types = fc.constantFrom('record', 'enum', 'fixed', 'array', 'map', 'int', 'r')
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      types,
      fc.integer(),
      fc.constant(null),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(words, tie('json'), { maxKeys: 4 }),
    ),
  }))
  fc.assert(
    fc.property(json, (value) => {
      expect(faultOf(JSON.stringify(value))).toMatch(/^none$|^\$[^:]*: ./)
    }),
    { numRuns: 2000 },
  )
})
