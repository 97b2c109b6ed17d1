import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { IMAGES_ERROR_CODES } from '../src/errors.ts'

it('has every code in the README, in this order', async () => {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
  const listed = [...readme.matchAll(/^\| `(ERR_\w+)`/gm)].map(([, code]) => code)
  expect(listed).toEqual([...IMAGES_ERROR_CODES])
})
