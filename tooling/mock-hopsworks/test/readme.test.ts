import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MOCK_HOPSWORKS_ERROR_CODES } from '../src/index.ts'

test('the README lists every error code and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const listed = new Set(readme.match(/ERR_[A-Z_]+/g))
  expect([...listed].sort()).toEqual([...MOCK_HOPSWORKS_ERROR_CODES].sort())
})
