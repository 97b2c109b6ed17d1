import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DEPLOY_ERROR_CODES } from '../src/errors.ts'

const textOf = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

test('the README lists every error code and no other', () => {
  const listed = new Set(textOf('tooling/deploy/README.md').match(/ERR_[A-Z_]+/g))
  expect([...listed].sort()).toEqual([...DEPLOY_ERROR_CODES].sort())
})

test('the stage that builds is the same text in every Dockerfile, so that its layers are shared', () => {
  const files = [
    'apps/producer/Dockerfile',
    'apps/consumer/Dockerfile',
    'tooling/deploy/Dockerfile',
  ]
  const stages = files.map((file) => textOf(file).split('LABEL', 1)[0])
  expect(new Set(stages).size).toBe(1)
})

test('the Dockerfiles and compose.yaml name one Node image', () => {
  const files = [
    'apps/producer/Dockerfile',
    'tooling/deploy/compose.yaml',
    'tooling/deploy/src/images.ts',
  ]
  const names = files.flatMap((file) => textOf(file).match(/node:[\d.]+-bookworm-slim/g) ?? [])
  expect(names.length).toBeGreaterThanOrEqual(files.length)
  expect(new Set(names).size).toBe(1)
})
