import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SANDBOX_ERROR_CODES, SandboxError } from '../src/index.ts'

it('lists every error code in the README, and no other', async () => {
  const readme = await readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8')
  const listed = new Set(readme.match(/ERR_SANDBOX_\w+/g))
  expect([...listed].sort()).toEqual([...SANDBOX_ERROR_CODES].sort())
})

it('says what, why and what to do', () => {
  const error = new SandboxError('ERR_SANDBOX_NO_JAVA', {
    what: 'Java',
    because: 'gone',
    fix: 'Get it.',
  })
  expect(error.message).toBe('Java: gone. Get it.')
  expect(error).toMatchObject({ name: 'SandboxError', retriable: false })
})
