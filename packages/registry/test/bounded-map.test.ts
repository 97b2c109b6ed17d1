import { expect, test } from 'vitest'
import { BoundedMap } from '../src/cache/bounded-map.ts'

const text = 'x'.repeat(1000)

function mapOf(bounds: { entries?: number; weight?: number }): BoundedMap<number, string> {
  return new BoundedMap({ entries: 100, weight: 3500, ...bounds }, (value) => value.length)
}

function keysOf(map: BoundedMap<number, string>, keys: readonly number[]): readonly number[] {
  return keys.filter((key) => map.get(key) !== undefined)
}

test.each([{ weight: 3500 }, { entries: 3 }])('%o: the least recently used goes', (bounds) => {
  const map = mapOf(bounds)
  for (const key of [1, 2, 3]) map.set(key, text)
  expect(map.get(1)).toBe(text)
  map.set(4, text)
  expect(keysOf(map, [1, 2, 3, 4])).toEqual([1, 3, 4])
})

test('what is set again counts once', () => {
  const map = mapOf({})
  map.set(1, text)
  for (let times = 0; times < 100; times += 1) map.set(2, text)
  expect(keysOf(map, [1, 2])).toEqual([1, 2])
})

test('what is larger than all of it is not kept', () => {
  const map = mapOf({})
  map.set(1, 'x'.repeat(5000))
  expect(map.get(1)).toBeUndefined()
  map.set(2, text)
  expect(map.get(2)).toBe(text)
})

test('what is deleted weighs nothing', () => {
  const map = mapOf({})
  for (const key of [1, 2, 3]) map.set(key, text)
  map.delete(2)
  map.set(4, text)
  expect(keysOf(map, [1, 2, 3, 4])).toEqual([1, 3, 4])
  map.clear()
  for (const key of [5, 6, 7]) map.set(key, text)
  expect(keysOf(map, [4, 5, 6, 7])).toEqual([5, 6, 7])
})
