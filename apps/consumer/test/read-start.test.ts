import { describe, expect, it } from 'vitest'
import { readStart } from '../src/read-start.ts'
import { UntilEnd } from '../src/until-end.ts'

describe('where to begin', () => {
  it.each([
    ['earliest', 'earliest'],
    ['latest', 'latest'],
    ['0', { offset: 0n }],
    ['123456789012345', { offset: 123_456_789_012_345n }],
    ['90s', { agoMs: 90_000 }],
    ['15m', { agoMs: 900_000 }],
    ['1d', { agoMs: 86_400_000 }],
    ['2026-01-31T12:00Z', { timestamp: Date.UTC(2026, 0, 31, 12) }],
    ['2026-01-31', { timestamp: Date.UTC(2026, 0, 31) }],
  ])('is read from %s', (text, start) => {
    expect(readStart(text)).toEqual(start)
  })

  it.each(['', 'end', '-1', '1.5', '12w', '2026-13-01', '1969-01-01', '1234567890123456', '3 m'])(
    'is not read from %s',
    (text) => {
      expect(readStart(text)).toBeUndefined()
    },
  )
})

describe('until the end', () => {
  const position = { position: 0n, committed: undefined, lag: 5n }
  const untilEnd = new UntilEnd([
    { ...position, partition: 0, endOffset: 5n },
    { ...position, partition: 1, endOffset: 0n },
  ])

  it('covers what was there, per partition, and all of a partition that came later', () => {
    expect(untilEnd.covers({ partition: 0, offset: 4n })).toBe(true)
    expect(untilEnd.covers({ partition: 0, offset: 5n })).toBe(false)
    expect(untilEnd.covers({ partition: 1, offset: 0n })).toBe(false)
    expect(untilEnd.covers({ partition: 2, offset: 9n })).toBe(true)
  })
})
