import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CERTS_ERROR_CODES } from '../src/index.ts'

it('lists every error code in the README, and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const listed = [...readme.matchAll(/^\| `(ERR_\w+)` +\|/gm)].map(([, code]) => code)
  expect(listed.sort()).toEqual([...CERTS_ERROR_CODES].sort())
  const mentioned = new Set(readme.match(/ERR_\w+/g))
  expect([...mentioned].sort()).toEqual([...CERTS_ERROR_CODES].sort())
})
