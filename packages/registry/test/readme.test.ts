import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { REGISTRY_ERROR_CODES } from '../src/index.ts'

test('the README lists every error code and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const listed = new Set(readme.match(/ERR_[A-Z_]+[A-Z]/g))
  expect([...listed].sort()).toEqual([...REGISTRY_ERROR_CODES].sort())
})
