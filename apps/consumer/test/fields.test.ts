import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseFields, describeChoice, type NamedFields } from '../src/fields/choose-fields.ts'
import type { Field } from '../src/fields/field.ts'
import { fieldsOfSchema } from '../src/fields/fields-of-schema.ts'
import { fieldsOfValue } from '../src/fields/fields-of-value.ts'
import { pointReader } from '../src/fields/read-point.ts'

const record = {
  topic: 'temperature',
  partition: 1,
  offset: 42n,
  timestamp: 1_700_000_000_000,
  key: Buffer.from('kafka-key'),
  headers: [],
}

function schema(...fields: readonly object[]): Field[] {
  return fieldsOfSchema(JSON.stringify({ type: 'record', name: 'a.b', fields }))
}

function chosen(fields: readonly Field[], named: NamedFields = {}) {
  const { key, time, value } = chooseFields(fields, named)
  return { key: key?.path, time: time?.path, value: value?.path }
}

const GUIDE = schema(
  { name: 'timestamp', type: 'long', logicalType: 'timestamp-millis' },
  { name: 'id', type: 'string' },
  { name: 'value', type: 'double' },
)

const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true })

describe('the fields that are guessed', () => {
  it('are the guide’s, though its logical type stands where Avro ignores it', () => {
    expect(chosen(GUIDE)).toEqual({ key: 'id', time: 'timestamp', value: 'value' })
    expect(GUIDE[0]?.unitMs).toBe(1)
  })

  it('come out of unions and records within records', () => {
    const fields = schema(
      { name: 'count', type: ['null', 'int'] },
      {
        name: 'meta',
        type: {
          type: 'record',
          name: 'm',
          fields: [
            { name: 'site', type: { type: 'enum', name: 's', symbols: ['A'] } },
            { name: 'at', type: { type: 'long', logicalType: 'timestamp-micros' } },
          ],
        },
      },
    )
    expect(chosen(fields)).toEqual({ key: 'meta.site', time: 'meta.at', value: 'count' })
  })

  it.each(['time', 'ts', 'eventTime', 'event_timestamp', 'createdDate', 'time_ms'])(
    'take a number named %s for the time',
    (name) => {
      const fields = schema({ name, type: 'long' }, { name: 'v', type: 'float' })
      expect(chosen(fields)).toEqual({ key: undefined, time: name, value: 'v' })
    },
  )

  it('leave out what only ends like a time', () => {
    expect(chosen(schema({ name: 'runtime', type: 'double' }))).toEqual({
      key: undefined,
      time: undefined,
      value: 'runtime',
    })
  })

  it('give way to names, and are said', () => {
    const named = { value: 'timestamp', key: 'value', time: 'sent' }
    expect(chosen(GUIDE, named)).toEqual({ value: 'timestamp', key: 'value', time: 'sent' })
    expect(describeChoice(chooseFields(GUIDE, {}))).toBe('plotting value of each id over timestamp')
    expect(describeChoice(chooseFields([], {}))).toBe(
      "plotting the value itself of each record key over Kafka's timestamp",
    )
  })

  it('come from a decoded value where there is no schema', () => {
    const value = { at: { ts: 5 }, bytes: Buffer.from('x'), list: [1], name: 'n', c: 2 }
    expect(chosen(fieldsOfValue(value))).toEqual({ key: 'name', time: 'at.ts', value: 'c' })
  })

  it('of a schema that contains itself come to an end', () => {
    const self = { name: 'next', type: ['null', 'a.b'] }
    expect(schema(self, { name: 'v', type: 'int' }).map(({ path }) => path)).toEqual(['v'])
  })
})

describe('a record’s point', () => {
  const read = pointReader(chooseFields(GUIDE, {}))

  it('is made of its fields', () => {
    const value = { id: 's', timestamp: 5, value: 1.5 }
    expect(read({ ...record, value })).toEqual({ key: 's', timeMs: 5, value: 1.5 })
  })

  it('takes Kafka’s key and timestamp where no field is chosen', () => {
    const plain = pointReader(chooseFields([], {}))
    expect(plain({ ...record, value: '21.5' })).toEqual({
      key: 'kafka-key',
      timeMs: record.timestamp,
      value: 21.5,
    })
    expect(plain({ ...record, key: null, value: 1 })).toMatchObject({ key: 'temperature' })
    expect(plain({ ...record, value: 'warm' })).toEqual({
      key: 'kafka-key',
      reason: 'it has not a number',
    })
  })

  it('is a gap for a tombstone and for null', () => {
    expect(read({ ...record, value: null })).toMatchObject({ value: Number.NaN })
    const value = { id: 's', timestamp: 5, value: null }
    expect(read({ ...record, value })).toEqual({ key: 's', timeMs: 5, value: Number.NaN })
  })

  it('is missing with a reason', () => {
    const reason = (value: object) => read({ ...record, value })
    expect(reason({ id: 's', timestamp: 5 })).toEqual({
      key: 's',
      reason: 'its field value is not a number',
    })
    expect(reason({ id: 's', timestamp: 'soon', value: 1 })).toEqual({
      key: 's',
      reason: 'its field timestamp is not a time',
    })
  })

  it.each([
    [1_700_000_000, 'seconds'],
    [1_700_000_000_000, 'milliseconds'],
    [1_700_000_000_000_000, 'microseconds'],
    ['2023-11-14T22:13:20Z', 'text'],
  ])('has %s, in %s, as its time', (time: number | string, _unit: string) => {
    const named = chooseFields(fieldsOfValue({ time, v: 1 }), { time: 'time' })
    expect(pointReader(named)({ ...record, value: { time, v: 1 } })).toMatchObject({
      timeMs: 1_700_000_000_000,
    })
  })

  it('never throws, whatever the record holds', () => {
    fc.assert(
      fc.property(anything, anything, anything, (timestamp, id, value) => {
        read({ ...record, value: { timestamp, id, value } })
        read({ ...record, value })
        fieldsOfValue(value)
      }),
    )
  })
})
