import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asColumns, asJson } from '../src/format-record.ts'

const record = {
  topic: 'temperature',
  partition: 1,
  offset: 42n,
  timestamp: 1_700_000_000_000,
  key: Buffer.from('sensor3'),
  headers: [],
}

const binary = fc.string({ unit: 'binary' })

describe('a record on a terminal', () => {
  it('shows sensor, event time, value and place', () => {
    const value = { id: 'sensor3', timestamp: 1_700_000_000_123, value: 12.3456 }
    expect(asColumns({ ...record, value })).toBe(
      'sensor3     2023-11-14T22:13:20.123Z      12.346  temperature-1@42',
    )
  })

  it.each([
    ['another shape', { a: 1n }, '{"a":"1"}'],
    ['a string', 'Hello', 'Hello'],
    ['a tombstone', null, '(tombstone)'],
  ])('shows %s', (_, value, text) => {
    expect(asColumns({ ...record, value })).toContain(
      `sensor3     2023-11-14T22:13:20.000Z  ${text}`,
    )
  })

  it('never steers the terminal, whatever the record holds', () => {
    fc.assert(
      fc.property(binary, binary, fc.double(), (id, other, timestamp) => {
        const line = asColumns({
          ...record,
          key: Buffer.from(other),
          value: { id, timestamp, value: 0 },
        })
        expect(line).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})

describe('a record in a pipe', () => {
  it('is one JSON line with 64-bit numbers as strings', () => {
    const line = asJson({ ...record, value: { long: 2n ** 60n } })
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toEqual({
      topic: 'temperature',
      partition: 1,
      offset: '42',
      timestamp: 1_700_000_000_000,
      key: 'sensor3',
      value: { long: '1152921504606846976' },
    })
  })
})
