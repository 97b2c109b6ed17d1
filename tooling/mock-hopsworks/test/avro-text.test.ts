import { describe, expect, test } from 'vitest'
import { normaliseAvro } from '../src/avro/avro-text.ts'
import { MockHopsworksError } from '../src/errors.ts'

// Every expected text was printed by `new Schema.Parser().parse(text)` of Java Avro 1.11.3.
const STORED: readonly (readonly [text: string, stored: string])[] = [
  ['"long"', '"long"'],
  ['{"type":"long"}', '"long"'],
  ['["null","string"]', '["null","string"]'],
  ['{"type":"error","name":"Err","fields":[]}', '{"type":"error","name":"Err","fields":[]}'],
  [
    '{ "fields": [ {"logicalType": "timestamp-millis", "type": "long", "name": "timestamp"} ], "name": "sensor", "type": "record" }',
    '{"type":"record","name":"sensor","fields":[{"name":"timestamp","type":"long","logicalType":"timestamp-millis"}]}',
  ],
  [
    '{"type":"record","name":"sensor","fields":[{"name":"timestamp","type":{"logicalType":"timestamp-millis","type":"long"}},{"name":"id","type":{"type":"string"}}]}',
    '{"type":"record","name":"sensor","fields":[{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"id","type":"string"}]}',
  ],
  [
    '{"doc":"d","aliases":["Old","x.Older"],"owner":{"b":1,"a":[2]},"namespace":"se.ri","name":"R","type":"record","fields":[{"order":"ignore","default":1.5,"doc":"f","aliases":["q"],"name":"a","type":"double","unit":"C"},{"name":"b","type":["null",{"type":"enum","default":"X","symbols":["X","Y"],"name":"E","doc":"e"}],"default":null},{"name":"c","type":"E"},{"name":"d","type":{"type":"fixed","size":16,"name":"other.F","logicalType":"u"}},{"name":"e","type":{"type":"map","values":{"type":"array","items":"other.F"},"p":true}}]}',
    '{"type":"record","name":"R","namespace":"se.ri","doc":"d","fields":[{"name":"a","type":"double","doc":"f","default":1.5,"order":"ignore","aliases":["q"],"unit":"C"},{"name":"b","type":["null",{"type":"enum","name":"E","doc":"e","symbols":["X","Y"],"default":"X"}],"default":null},{"name":"c","type":"E"},{"name":"d","type":{"type":"fixed","name":"F","namespace":"other","size":16,"logicalType":"u"}},{"name":"e","type":{"type":"map","values":{"type":"array","items":"other.F"},"p":true}}],"owner":{"b":1,"a":[2]},"aliases":["Old","x.Older"]}',
  ],
  [
    '{"type":"record","name":"a.b.C","fields":[{"name":"next","type":["null","C"]},{"name":"n","type":{"type":"record","name":"N","namespace":"","fields":[{"name":"c","type":"a.b.C"}]}}]}',
    '{"type":"record","name":"C","namespace":"a.b","fields":[{"name":"next","type":["null","C"]},{"name":"n","type":{"type":"record","name":"N","namespace":"","fields":[{"name":"c","type":"a.b.C"}]}}]}',
  ],
  [
    '{"type":"record","name":"long","namespace":"n","fields":[{"name":"a","type":["null","n.long"]}]}',
    '{"type":"record","name":"long","namespace":"n","fields":[{"name":"a","type":["null","n.long"]}]}',
  ],
  [
    '{"type":"record","name":"d","doc":1,"fields":[{"name":"a","type":"int","doc":2,"fields":3}],"size":4,"items":"x"}',
    '{"type":"record","name":"d","fields":[{"name":"a","type":"int","fields":3}]}',
  ],
  [
    '{ "type":"record", "name":"d", "fields":[{"default":9007199254740993,"name":"a","type":"long"},{"name":"b","type":"double","default":1.0}]}',
    '{"type":"record","name":"d","fields":[{"name":"a","type":"long","default":9007199254740993},{"name":"b","type":"double","default":1.0}]}',
  ],
]

// Java Avro 1.11.3 refuses each of these.
const REFUSED: readonly string[] = [
  '',
  '1',
  '{}',
  '"long" x',
  '"Nope"',
  '{"type":"nope"}',
  '{"type":"array"}',
  '{"type":"fixed","name":"d"}',
  '{"type":"fixed","name":"d","size":-1}',
  '{"type":["null","string"]}',
  '{"type":{"type":"long"}}',
  '{"name":"a","type":"d","fields":[]}',
  '{"type":"record","name":"x"}',
  '{"type":"record","name":"1x","fields":[]}',
  '{"type":"enum","name":"d","symbols":["a","a"]}',
  '{"type":"enum","name":"d","symbols":["a"],"default":"b"}',
  '["int","int"]',
  '["int",["string"]]',
  '{"type":"record","name":"d","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}',
  '{"type":"record","name":"d","fields":[{"name":"a","type":"int","order":"up"}]}',
  '{"type":"record","name":"d","fields":[{"name":"a","type":{"type":"record","name":"d","fields":[]}}]}',
]

describe('normaliseAvro', () => {
  test.each(STORED)('stores %s as Java Avro prints it', (text, stored) => {
    expect(normaliseAvro(text)).toBe(stored)
    expect(normaliseAvro(stored)).toBe(stored)
  })

  test.each(REFUSED)('refuses %s', (text) => {
    expect(() => normaliseAvro(text)).toThrow(MockHopsworksError)
  })
})
