import { expect, test } from 'vitest'
import { SchemaCache } from '../src/schema-cache.ts'

const text = 'x'.repeat(1000)

test('lets the least recently used go when the bound is reached', () => {
  const cache = new SchemaCache(4000)
  for (const id of [1, 2, 3]) cache.set(id, text)
  expect(cache.get(1)).toBe(text)
  cache.set(4, text)
  expect([1, 2, 3, 4].filter((id) => cache.get(id) !== undefined)).toEqual([1, 3, 4])
})

test('counts an id that is set again once', () => {
  const cache = new SchemaCache(4000)
  cache.set(1, text)
  for (let times = 0; times < 100; times += 1) cache.set(2, text)
  expect(cache.get(1)).toBe(text)
  expect(cache.get(2)).toBe(text)
})

test('does not keep what is larger than all of it', () => {
  const cache = new SchemaCache(4000)
  cache.set(1, 'x'.repeat(5000))
  expect(cache.get(1)).toBeUndefined()
  cache.set(2, text)
  expect(cache.get(2)).toBe(text)
})
