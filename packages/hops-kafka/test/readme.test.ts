import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { HOPS_KAFKA_ERROR_CODES } from '../src/index.ts'

it('the README lists every error code and no other', async () => {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
  const listed = new Set(readme.match(/ERR_(?:CONFIG|HOPS)_[A-Z_]+/g))
  expect([...listed].sort()).toEqual([...HOPS_KAFKA_ERROR_CODES].sort())
})
